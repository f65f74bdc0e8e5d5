import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

describe('writing an object', async () => {
  const { s3, url } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const put = (input: Partial<PutObjectCommandInput>) =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'body', ...input }))

  test('system and user metadata come back as they were sent', async () => {
    await put({
      ContentType: 'text/plain',
      CacheControl: 'max-age=1',
      ContentDisposition: 'attachment',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      WebsiteRedirectLocation: '/other',
      Metadata: { one: '1', two: 'a b' },
    })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'key' }))
    assert.equal(head.ContentType, 'text/plain')
    assert.equal(head.CacheControl, 'max-age=1')
    assert.equal(head.ContentEncoding, 'gzip')
    assert.equal(head.WebsiteRedirectLocation, '/other')
    assert.deepEqual(head.Metadata, { one: '1', two: 'a b' })
    assert.equal(head.ServerSideEncryption, 'AES256')
  })

  test('metadata that is not ASCII comes back as RFC 2047 words', async () => {
    await fetch(`${url}/${Bucket}/words`, { method: 'PUT', headers: { 'x-amz-meta-name': 'Gr\u00fc\u00dfe' } })
    const reply = await fetch(`${url}/${Bucket}/words`)
    assert.equal(
      reply.headers.get('x-amz-meta-name'),
      `=?UTF-8?B?${Buffer.from('Gr\u00fc\u00dfe').toString('base64')}?=`,
    )
  })

  test('user metadata of more than 2 KB is refused with its size', async () => {
    const error = await refused(put({ Metadata: { big: 'x'.repeat(2046) } }), 'MetadataTooLarge', 400)
    assert.equal(error['Size'], '2049')
    await put({ Metadata: { big: 'x'.repeat(2045) } })
  })

  test("S3's own metadata is 2 KB at most, names included", async () => {
    const fits = 2048 - 'cache-control'.length - 'content-type'.length - 'text/x'.length
    await put({ ContentType: 'text/x', CacheControl: 'x'.repeat(fits) })
    const input = { ContentType: 'text/x', CacheControl: 'x'.repeat(fits), ContentLanguage: 'en' }
    const error = await refused(put(input), 'MetadataTooLarge', 400)
    assert.deepEqual([error['Size'], error['MaxSizeAllowed']], [String(2048 + 'content-languageen'.length), '2048'])
  })

  test('a key has up to 1,024 bytes of UTF-8', async () => {
    await put({ Key: '\u00e4'.repeat(512) })
    await refused(put({ Key: `${'\u00e4'.repeat(512)}x` }), 'KeyTooLongError', 400)
  })

  test('keys that look like paths stay what they are', async () => {
    for (const Key of ['../../etc/passwd', 'a//b', '/lead', 'dot/./dot', 'nul\u0001', ' ', '\u{1F600}']) {
      await put({ Key, Body: Key })
      const reply = await s3.send(new GetObjectCommand({ Bucket, Key }))
      assert.equal(await reply.Body?.transformToString(), Key)
    }
  })

  test('If-None-Match: * writes once', async () => {
    await put({ Key: 'once', IfNoneMatch: '*' })
    await refused(put({ Key: 'once', IfNoneMatch: '*' }), 'PreconditionFailed', 412)
  })

  test('If-Match writes over the object it knows, and over nothing else', async () => {
    const { ETag } = await put({ Key: 'known' })
    await put({ Key: 'known', Body: 'new', IfMatch: ETag })
    await refused(put({ Key: 'known', IfMatch: ETag }), 'PreconditionFailed', 412)
    await refused(put({ Key: 'unknown', IfMatch: ETag }), 'NoSuchKey', 404)
  })

  test('a wrong Content-MD5 or checksum leaves nothing behind', async () => {
    await refused(put({ Key: 'bad', ContentMD5: Buffer.alloc(16).toString('base64') }), 'BadDigest', 400)
    await refused(put({ Key: 'bad', ChecksumSHA256: Buffer.alloc(32).toString('base64') }), 'BadDigest', 400)
    await refused(s3.send(new HeadObjectCommand({ Bucket, Key: 'bad' })), 'NotFound', 404)
  })

  test('an object whose writer sends no checksum has a CRC64NVME', async () => {
    const reply = await fetch(`${url}/${Bucket}/plain`, { method: 'PUT', body: 'hello' })
    assert.equal(reply.headers.get('x-amz-checksum-crc64nvme'), 'M3eFcAZSQlc=')
    assert.equal(reply.headers.get('x-amz-checksum-type'), 'FULL_OBJECT')
  })

  test('what S3 does not know is refused', async () => {
    await refused(put({ StorageClass: 'CHEAP' as never }), 'InvalidStorageClass', 400)
    await refused(put({ ServerSideEncryption: 'rot13' as never }), 'InvalidArgument', 400)
    await refused(put({ WebsiteRedirectLocation: 'ftp://x' }), 'InvalidRedirectLocation', 400)
    await refused(put({ Bucket: 'no-such-bucket-here' }), 'NoSuchBucket', 404)
  })
})
