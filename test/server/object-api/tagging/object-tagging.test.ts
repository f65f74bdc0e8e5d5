import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type Tag,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

describe('object tags', async () => {
  const { s3 } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const Key = 'tagged'
  await s3.send(new PutObjectCommand({ Bucket, Key }))
  const put = (TagSet: Tag[]) => s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }))
  const tags = async () => (await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet

  test('are put, counted, read and deleted', async () => {
    await put([
      { Key: 'a', Value: '1' },
      { Key: '\u00fc +-=._:/@', Value: '' },
    ])
    assert.deepEqual(await tags(), [
      { Key: 'a', Value: '1' },
      { Key: '\u00fc +-=._:/@', Value: '' },
    ])
    assert.equal((await s3.send(new GetObjectCommand({ Bucket, Key }))).TagCount, 2)
    const reply = await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }))
    assert.equal(reply.$metadata.httpStatusCode, 204)
    assert.deepEqual(await tags(), [])
  })

  test('come with the object as a header', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Tagging: 'b=2&a=1%2B1&c' }))
    assert.deepEqual(await tags(), [
      { Key: 'a', Value: '1+1' },
      { Key: 'b', Value: '2' },
      { Key: 'c', Value: '' },
    ])
    await refused(s3.send(new PutObjectCommand({ Bucket, Key, Tagging: 'a=1&a=2' })), 'InvalidArgument', 400)
    await refused(s3.send(new PutObjectCommand({ Bucket, Key, Tagging: 'a=%' })), 'InvalidArgument', 400)
  })

  test('that break a rule are refused and change nothing', async () => {
    await put([{ Key: 'kept', Value: '' }])
    const eleven = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    await refused(put(eleven), 'BadRequest', 400)
    await refused(
      put([
        { Key: 'a', Value: '' },
        { Key: 'a', Value: '1' },
      ]),
      'InvalidTag',
      400,
    )
    await refused(put([{ Key: 'x'.repeat(129), Value: '' }]), 'InvalidTag', 400)
    await refused(put([{ Key: 'x', Value: 'v'.repeat(257) }]), 'InvalidTag', 400)
    await refused(put([{ Key: 'a<b', Value: '' }]), 'InvalidTag', 400)
    await refused(put([{ Key: 'aws:x', Value: '' }]), 'InvalidTag', 400)
    assert.deepEqual(await tags(), [{ Key: 'kept', Value: '' }])
  })
})
