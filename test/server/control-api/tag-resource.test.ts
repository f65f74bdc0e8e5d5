import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, GetBucketTaggingCommand } from '@aws-sdk/client-s3'
import {
  CreateAccessPointCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-s3-control'
import { ACCOUNT, testServer } from '../../support/running-server.ts'

const AccountId = ACCOUNT

describe('tags of resources', async () => {
  const { control, s3 } = await testServer({ after })
  await s3.send(new CreateBucketCommand({ Bucket: 'books' }))
  const { AccessPointArn: ResourceArn = '' } = await control.send(
    new CreateAccessPointCommand({
      AccountId,
      Name: 'room',
      Bucket: 'books',
      Tags: [{ Key: 'team', Value: 'library' }],
    }),
  )
  const tagsOf = async (arn: string) =>
    (await control.send(new ListTagsForResourceCommand({ AccountId, ResourceArn: arn }))).Tags
  const tag = (arn: string, ...tags: readonly [Key: string, Value: string][]) =>
    control.send(
      new TagResourceCommand({ AccountId, ResourceArn: arn, Tags: tags.map(([Key, Value]) => ({ Key, Value })) }),
    )

  test('an access point has those it was made with, then others beside them, then fewer', async () => {
    assert.deepEqual(await tagsOf(ResourceArn), [{ Key: 'team', Value: 'library' }])
    const { $metadata } = await tag(ResourceArn, ['floor', '2'], ['team', 'archive'])
    assert.equal($metadata.httpStatusCode, 204)
    assert.deepEqual(await tagsOf(ResourceArn), [
      { Key: 'team', Value: 'archive' },
      { Key: 'floor', Value: '2' },
    ])
    await control.send(new UntagResourceCommand({ AccountId, ResourceArn, TagKeys: ['team', 'unknown'] }))
    assert.deepEqual(await tagsOf(ResourceArn), [{ Key: 'floor', Value: '2' }])
  })

  test('a bucket’s are those that GetBucketTagging tells', async () => {
    const arn = 'arn:aws:s3:::books'
    assert.deepEqual(await tagsOf(arn), [])
    await tag(arn, ['kind', 'paper'])
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: 'books' }))
    assert.deepEqual(TagSet, [{ Key: 'kind', Value: 'paper' }])
    await control.send(new UntagResourceCommand({ AccountId, ResourceArn: arn, TagKeys: ['kind'] }))
    assert.deepEqual(await tagsOf(arn), [])
  })

  test('that no resource can have are refused in the service’s words', async () => {
    const refusals: readonly [message: RegExp, ...tags: [Key: string, Value: string][]][] = [
      [/can't start with "aws:"/, ['aws:mine', '1']],
      [/duplicate tag keys/, ['a', '1'], ['a', '2']],
      [/isn't valid/, ['a', 'x,y']],
      [/isn't valid/, ['a!', 'x']],
    ]
    for (const [message, ...tags] of refusals) {
      await assert.rejects(tag(ResourceArn, ...tags), { name: 'InvalidTag', message })
    }
  })

  test('of what is not there are not there either', async () => {
    for (const arn of ['arn:aws:s3:::nowhere', `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/none`]) {
      await assert.rejects(tagsOf(arn), { name: 'NoSuchResource' })
    }
  })

  test('of kinds of resources that are not built are not implemented', async () => {
    const arn = `arn:aws:s3:us-east-1:${ACCOUNT}:storage-lens/mine`
    await assert.rejects(tagsOf(arn), { name: 'NotImplemented' })
  })
})
