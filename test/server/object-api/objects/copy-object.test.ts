import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

describe('copying an object', async () => {
  const { s3, clock } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const source = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'a b/\u00e9+?.txt',
      Body: 'source',
      ContentType: 'text/x',
      Metadata: { from: 'source' },
      Tagging: 'k=v',
      WebsiteRedirectLocation: '/elsewhere',
    }),
  )
  const CopySource = `${Bucket}/a%20b/%C3%A9%2B%3F.txt`
  const copy = (input: Partial<CopyObjectCommandInput>) =>
    s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource, ...input }))
  const head = (Key: string) => s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))

  test('body, metadata and tags come along, the redirection does not', async () => {
    const { CopyObjectResult } = await copy({})
    assert.equal(CopyObjectResult?.ETag, source.ETag)
    assert.equal(await textOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'copy' }))), 'source')
    const copied = await head('copy')
    assert.deepEqual(copied.Metadata, { from: 'source' })
    assert.equal(copied.ContentType, 'text/x')
    assert.equal(copied.WebsiteRedirectLocation, undefined)
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'copy' }))
    assert.deepEqual(TagSet, [{ Key: 'k', Value: 'v' }])
  })

  test('REPLACE takes what the request says, and only that', async () => {
    await copy({ MetadataDirective: 'REPLACE', Metadata: { from: 'copy' }, TaggingDirective: 'REPLACE' })
    const copied = await head('copy')
    assert.deepEqual(copied.Metadata, { from: 'copy' })
    assert.equal(copied.ContentType, 'binary/octet-stream')
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'copy' }))
    assert.deepEqual(TagSet, [])
  })

  test('another checksum is computed from the body', async () => {
    const { CopyObjectResult } = await copy({ ChecksumAlgorithm: 'SHA256' })
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from('source'))
    assert.equal(CopyObjectResult?.ChecksumSHA256, Buffer.from(digest).toString('base64'))
    assert.equal((await head('copy')).ChecksumSHA256, CopyObjectResult?.ChecksumSHA256)
  })

  test('a copy onto itself must change something', async () => {
    const Key = 'a b/\u00e9+?.txt'
    await refused(copy({ Key }), 'InvalidRequest', 400)
    await copy({ Key, MetadataDirective: 'REPLACE', Metadata: { from: 'source' }, ContentType: 'text/x' })
    await copy({ Key, StorageClass: 'STANDARD_IA' })
    assert.equal((await head(Key)).StorageClass, 'STANDARD_IA')
    await copy({ Key, StorageClass: 'STANDARD' })
  })

  test('conditions on the source are all 412', async () => {
    const past = new Date(clock.now() - 86_400_000)
    const future = new Date(clock.now() + 86_400_000)
    await copy({ CopySourceIfMatch: source.ETag, CopySourceIfUnmodifiedSince: past })
    await refused(copy({ CopySourceIfMatch: '"x"' }), 'PreconditionFailed', 412)
    await refused(copy({ CopySourceIfNoneMatch: source.ETag }), 'PreconditionFailed', 412)
    await refused(copy({ CopySourceIfModifiedSince: future }), 'PreconditionFailed', 412)
    await refused(copy({ CopySourceIfUnmodifiedSince: past }), 'PreconditionFailed', 412)
  })

  test('a condition on the target is judged too', async () => {
    await copy({ Key: 'new', IfNoneMatch: '*' })
    await refused(copy({ Key: 'new', IfNoneMatch: '*' }), 'PreconditionFailed', 412)
  })

  test('what cannot be a source is refused', async () => {
    await refused(copy({ CopySource: Bucket }), 'InvalidArgument', 400)
    await refused(copy({ CopySource: `${Bucket}/missing` }), 'NoSuchKey', 404)
    await refused(copy({ CopySource: 'no-such-bucket-here/key' }), 'NoSuchBucket', 404)
    await refused(copy({ MetadataDirective: 'MOVE' as never }), 'InvalidArgument', 400)
  })
})
