import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

describe('reading an object', async () => {
  const { s3, clock, url } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'letters', Body: 'abcdefghij' }))
  const get = (input: Partial<GetObjectCommandInput>) =>
    s3.send(new GetObjectCommand({ Bucket, Key: 'letters', ...input }))

  test('a range gives its bytes, with status 206', async () => {
    const reply = await get({ Range: 'bytes=2-4' })
    assert.equal(await textOf(reply), 'cde')
    assert.equal(reply.$metadata.httpStatusCode, 206)
    assert.equal(reply.ContentRange, 'bytes 2-4/10')
    assert.equal(reply.ContentLength, 3)
  })

  test('ranges may be open at either end', async () => {
    assert.equal(await textOf(await get({ Range: 'bytes=7-' })), 'hij')
    assert.equal(await textOf(await get({ Range: 'bytes=-3' })), 'hij')
    assert.equal(await textOf(await get({ Range: 'bytes=8-100' })), 'ij')
  })

  test('a range that is no range is not looked at', async () => {
    for (const Range of ['bytes=4-2', 'lines=1-2', 'bytes=a-b', 'bytes=0-1,3-4']) {
      const reply = await get({ Range })
      assert.equal(await textOf(reply), 'abcdefghij', Range)
      assert.equal(reply.$metadata.httpStatusCode, 200)
    }
  })

  test('a range behind the end is refused with the real size', async () => {
    const error = await refused(get({ Range: 'bytes=10-' }), 'InvalidRange', 416)
    assert.equal(error['ActualObjectSize'], '10')
    await refused(get({ Range: 'bytes=-0' }), 'InvalidRange', 416)
  })

  test('HEAD answers a range as GET does', async () => {
    const reply = await s3.send(new HeadObjectCommand({ Bucket, Key: 'letters', Range: 'bytes=0-1' }))
    assert.equal(reply.ContentLength, 2)
    assert.equal(reply.$metadata.httpStatusCode, 206)
  })

  test('a tag condition makes the date condition beside it void', async () => {
    const past = new Date(clock.now() - 86_400_000)
    const future = new Date(clock.now() + 86_400_000)
    await get({ IfMatch: put.ETag, IfUnmodifiedSince: past })
    await get({ IfNoneMatch: '"other"', IfModifiedSince: future })
  })

  test('conditions that fail are 412 and 304', async () => {
    const past = new Date(clock.now() - 86_400_000)
    const future = new Date(clock.now() + 86_400_000)
    await refused(get({ IfMatch: '"other"' }), 'PreconditionFailed', 412)
    await refused(get({ IfUnmodifiedSince: past }), 'PreconditionFailed', 412)
    await refused(get({ IfNoneMatch: put.ETag }), 'NotModified', 304)
    await refused(get({ IfModifiedSince: future }), 'NotModified', 304)
  })

  test('response-* parameters replace the stored headers', async () => {
    const reply = await get({ ResponseContentType: 'text/x', ResponseCacheControl: 'no-store' })
    assert.equal(reply.ContentType, 'text/x')
    assert.equal(reply.CacheControl, 'no-store')
  })

  test('the checksum is told when it is asked for, and never of a range', async () => {
    const whole = await get({ ChecksumMode: 'ENABLED' })
    assert.equal(whole.ChecksumCRC32, put.ChecksumCRC32)
    const part = await get({ ChecksumMode: 'ENABLED', Range: 'bytes=0-1' })
    assert.equal(part.ChecksumCRC32, undefined)
    const quiet = await fetch(`${url}/${Bucket}/letters`, { method: 'HEAD' })
    assert.equal(quiet.headers.get('x-amz-checksum-crc32'), null)
  })

  test('part 1 of an object in one piece is all of it, and there is no part 2', async () => {
    assert.equal(await textOf(await get({ PartNumber: 1 })), 'abcdefghij')
    await refused(get({ PartNumber: 2 }), 'InvalidPartNumber', 416)
    await refused(get({ PartNumber: 1, Range: 'bytes=0-1' }), 'InvalidRequest', 400)
  })

  test('a key that is not there is 404 with its name', async () => {
    const error = await refused(get({ Key: 'missing' }), 'NoSuchKey', 404)
    assert.equal(error['Key'], 'missing')
    await refused(s3.send(new HeadObjectCommand({ Bucket, Key: 'missing' })), 'NotFound', 404)
  })
})
