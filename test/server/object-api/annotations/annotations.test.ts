import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, describe, test } from 'node:test'
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectAnnotationCommand,
  DeleteObjectCommand,
  GetObjectAnnotationCommand,
  HeadObjectCommand,
  ListObjectAnnotationsCommand,
  PutBucketVersioningCommand,
  PutObjectAnnotationCommand,
  type PutObjectAnnotationCommandInput,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  paginateListObjectAnnotations,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { CHECKSUM_ALGORITHMS } from '../../../../db/model/checksum/algorithm.ts'
import { checksumOf } from '../../../../db/model/checksum/hasher.ts'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused } from '../support.ts'

const MIB = 1_048_576

describe('annotations of an object', async () => {
  const { s3, clock, url } = await testServer({ after })
  const Bucket = await newBucket(s3)
  let number = 0
  /** A fresh object. */
  const made = async (input: object = {}): Promise<{ readonly Key: string; readonly ETag: string | undefined }> => {
    number += 1
    const Key = `object ${number}`
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'body', ...input }))
    return { Key, ETag }
  }
  const put = (
    Key: string,
    name: string,
    text: string | Uint8Array,
    more: Partial<PutObjectAnnotationCommandInput> = {},
  ) => s3.send(new PutObjectAnnotationCommand({ Bucket, Key, AnnotationName: name, AnnotationPayload: text, ...more }))
  const get = (Key: string, name: string, more: object = {}) =>
    s3.send(new GetObjectAnnotationCommand({ Bucket, Key, AnnotationName: name, ChecksumMode: 'ENABLED', ...more }))
  const text = async (Key: string, name: string, more: object = {}) =>
    (await get(Key, name, more)).AnnotationPayload?.transformToString()
  const list = (Key: string, more: object = {}) => s3.send(new ListObjectAnnotationsCommand({ Bucket, Key, ...more }))
  const namesOf = async (Key: string, more: object = {}) =>
    ((await list(Key, more)).Annotations ?? []).map(({ AnnotationName }) => AnnotationName)

  test('are put, read, listed and deleted, and leave the object as it is', async () => {
    const { Key, ETag } = await made()
    const before = await s3.send(new HeadObjectCommand({ Bucket, Key }))
    clock.freeze()
    clock.set(Date.UTC(2027, 0, 2, 3, 4, 5))
    const written = await put(Key, 'labels.v1', '{"cat":0.98}')
    const md5 = createHash('md5').update('{"cat":0.98}').digest('hex')
    assert.equal(written.Key, Key)
    assert.equal(written.AnnotationName, 'labels.v1')
    assert.equal(written.ETag, `"${md5}"`)
    assert.equal(written.ServerSideEncryption, 'AES256')
    assert.equal(written.ObjectVersionId, undefined)
    const read = await get(Key, 'labels.v1')
    assert.equal(await read.AnnotationPayload?.transformToString(), '{"cat":0.98}')
    assert.equal(read.ContentLength, 12)
    assert.equal(read.LastModified?.toISOString(), '2027-01-02T03:04:05.000Z')
    await put(Key, 'labels.v1', 'other')
    await put(Key, 'aa', '1')
    const listed = await list(Key)
    assert.deepEqual(await namesOf(Key), ['aa', 'labels.v1'])
    assert.deepEqual(
      [listed.Bucket, listed.Key, listed.AnnotationCount, listed.MaxAnnotationResults],
      [Bucket, Key, 2, 1000],
    )
    const [, entry] = listed.Annotations ?? []
    assert.equal(entry?.Size, 5)
    assert.equal(entry?.ETag, `"${createHash('md5').update('other').digest('hex')}"`)
    assert.equal(entry?.LastModified?.toISOString(), '2027-01-02T03:04:05.000Z')
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }))
    assert.deepEqual([head.ETag, head.LastModified], [ETag, before.LastModified])
    const gone = await s3.send(new DeleteObjectAnnotationCommand({ Bucket, Key, AnnotationName: 'labels.v1' }))
    assert.equal(gone.$metadata.httpStatusCode, 204)
    await refused(get(Key, 'labels.v1'), 'NoSuchAnnotation', 404)
    await s3.send(new DeleteObjectAnnotationCommand({ Bucket, Key, AnnotationName: 'labels.v1' }))
    clock.set(Date.now())
    clock.resume()
  })

  test('have names of letters, digits and three signs, of 512 bytes at the most', async () => {
    const { Key } = await made()
    const longest = `${'é'.repeat(255)}.1`
    for (const name of ['x', 'a_b-c.d', 'données', '名前', 'AW', longest]) {
      await put(Key, name, name)
      assert.equal(await text(Key, name), name)
    }
    for (const name of ['aws', 'AWS.x', 's3-x', 'S3', 'a b', 'a/b', ' ', 'a:b', 'a\u0000']) {
      await refused(put(Key, name, '1'), 'InvalidAnnotationName', 400)
    }
    await refused(put(Key, `${longest}2`, '1'), 'AnnotationNameTooLong', 400)
    await refused(get(Key, 'aws'), 'NoSuchAnnotation', 404)
  })

  test('have payloads of UTF-8 text between one byte and 1 MiB', async () => {
    const { Key } = await made()
    const largest = 'ä'.repeat(MIB / 2)
    await put(Key, 'largest', largest)
    assert.equal(await text(Key, 'largest'), largest)
    await refused(put(Key, 'larger', `${largest}x`), 'EntityTooLarge', 400)
    await refused(put(Key, 'empty', ''), 'InvalidRequest', 400)
    await refused(put(Key, 'binary', Buffer.from([0x61, 0xff])), 'UnsupportedMediaType', 415)
    assert.deepEqual(await namesOf(Key), ['largest'])
  })

  test('are a thousand at the most, and are listed page by page and by prefix', async () => {
    const { Key } = await made()
    const names = Array.from({ length: 1000 }, (_, index) => `n${String(index).padStart(3, '0')}`)
    for (const name of names) await put(Key, name, name)
    await refused(put(Key, 'more', '1'), 'AnnotationLimitExceeded', 400)
    await put(Key, 'n000', 'replaced')
    const seen: (string | undefined)[] = []
    for await (const page of paginateListObjectAnnotations(
      { client: s3 },
      { Bucket, Key, MaxAnnotationResults: 333 },
    )) {
      assert.equal(page.AnnotationCount, page.Annotations?.length)
      seen.push(...(page.Annotations ?? []).map(({ AnnotationName }) => AnnotationName))
    }
    assert.deepEqual(seen, names)
    const some = await list(Key, { AnnotationPrefix: 'n01', MaxAnnotationResults: 3 })
    assert.deepEqual([some.AnnotationPrefix, some.AnnotationCount], ['n01', 3])
    assert.equal(typeof some.NextContinuationToken, 'string')
    assert.deepEqual(await namesOf(Key, { AnnotationPrefix: 'n999' }), ['n999'])
    await refused(list(Key, { MaxAnnotationResults: 0 }), 'InvalidArgument', 400)
    await refused(list(Key, { MaxAnnotationResults: 1001 }), 'InvalidArgument', 400)
    await refused(list(Key, { ContinuationToken: 'made up' }), 'InvalidArgument', 400)
    await refused(list(Key, { AnnotationPrefix: 'a b' }), 'InvalidPrefix', 400)
  })

  for (const algorithm of CHECKSUM_ALGORITHMS) {
    test(`have a checksum of their own (${algorithm}), which a copy can change`, async () => {
      const { Key } = await made()
      const value = Buffer.from(await checksumOf(algorithm, Buffer.from('abc'))).toString('base64')
      const member = `Checksum${algorithm}` as const
      const written = await put(Key, 'a', 'abc', { [member]: value })
      assert.equal(written[member], value)
      assert.equal(written.ChecksumType, 'FULL_OBJECT')
      const header = `x-amz-checksum-${algorithm.toLowerCase()}`
      assert.equal(await headerOf(Key, 'a', header), value)
      assert.deepEqual((await list(Key)).Annotations?.[0]?.ChecksumAlgorithm, [algorithm])
      await refused(put(Key, 'a', 'abd', { [member]: value }), 'BadDigest', 400)
      assert.equal(await headerOf(Key, 'a', header), value)
      await put(Key, 'other', 'abc', { ChecksumAlgorithm: 'SHA1' })
      const CopySource = `${Bucket}/${encodeURIComponent(Key)}`
      await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource, ChecksumAlgorithm: algorithm }))
      for (const name of ['a', 'other']) assert.equal(await headerOf('copy', name, header), value)
    })
  }

  /** Of an answer that the SDK would check itself, for which it lacks half of the algorithms. */
  async function headerOf(Key: string, name: string, header: string): Promise<string | null> {
    const address = `${url}/${Bucket}/${encodeURIComponent(Key)}?annotation&annotationName=${name}`
    const answer = await fetch(address, { headers: { 'x-amz-checksum-mode': 'ENABLED' } })
    assert.equal(await answer.text(), 'abc')
    return answer.headers.get(header)
  }

  test('get CRC64NVME where nothing is claimed, and a wrong Content-MD5 is refused', async () => {
    const { Key } = await made()
    const plain = await fetch(`${url}/${Bucket}/${encodeURIComponent(Key)}?annotation&annotationName=a`, {
      method: 'PUT',
      body: '123456789',
    })
    assert.equal(plain.status, 200)
    assert.equal(plain.headers.get('x-amz-checksum-crc64nvme'), 'rosUhgp5mIg=')
    assert.match(await plain.text(), /<PutObjectAnnotationOutput [^>]*><Key>.*<AnnotationName>a</)
    const ContentMD5 = createHash('md5').update('other').digest('base64')
    await refused(put(Key, 'a', 'x', { ContentMD5 }), 'BadDigest', 400)
  })

  test('may be written for one ETag of the object only', async () => {
    const { Key, ETag } = await made()
    await put(Key, 'a', '1', { ObjectIfMatch: ETag })
    await refused(
      put(Key, 'a', '2', { ObjectIfMatch: '"00000000000000000000000000000000"' }),
      'PreconditionFailed',
      412,
    )
    const remove = (ObjectIfMatch: string | undefined) =>
      s3.send(new DeleteObjectAnnotationCommand({ Bucket, Key, AnnotationName: 'a', ObjectIfMatch }))
    await refused(remove('"0"'), 'PreconditionFailed', 412)
    assert.equal(await text(Key, 'a'), '1')
    await remove(ETag)
    assert.deepEqual(await namesOf(Key), [])
  })

  test('are encrypted as their object is, and not at all where the customer holds the key', async () => {
    const { Key } = await made({ ServerSideEncryption: 'aws:kms' })
    assert.equal((await put(Key, 'a', '1')).ServerSideEncryption, 'aws:kms')
    assert.equal((await get(Key, 'a')).ServerSideEncryption, 'aws:kms')
    const SSECustomerKey = Buffer.alloc(32, 1)
    const locked = await made({ SSECustomerAlgorithm: 'AES256', SSECustomerKey })
    await refused(put(locked.Key, 'a', '1'), 'InvalidRequest', 400)
  })

  test('are there for archived objects too', async () => {
    const { Key } = await made({ StorageClass: 'DEEP_ARCHIVE' })
    await put(Key, 'a', '1')
    assert.equal(await text(Key, 'a'), '1')
  })

  test('need an object, and a bucket', async () => {
    await refused(put('nothing', 'a', '1'), 'NoSuchKey', 404)
    await refused(get('nothing', 'a'), 'NoSuchKey', 404)
    await refused(list('nothing'), 'NoSuchKey', 404)
    await refused(
      s3.send(new DeleteObjectAnnotationCommand({ Bucket, Key: 'nothing', AnnotationName: 'a' })),
      'NoSuchKey',
      404,
    )
    await refused(
      s3.send(new ListObjectAnnotationsCommand({ Bucket: 'no-such-bucket-here', Key: 'k' })),
      'NoSuchBucket',
      404,
    )
    await refused(put((await made()).Key, 'a', '1', { ExpectedBucketOwner: '000000000000' }), 'AccessDenied', 403)
  })

  test('go with an object that is overwritten or deleted without versioning', async () => {
    const { Key } = await made()
    await put(Key, 'a', '1')
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'new' }))
    assert.deepEqual(await namesOf(Key), [])
    await put(Key, 'b', '1')
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'new' }))
    assert.deepEqual(await namesOf(Key), [])
  })

  test('come along in a copy, unless they are excluded by header or query', async () => {
    const { Key } = await made()
    await put(Key, 'a', 'kept')
    const CopySource = `${Bucket}/${encodeURIComponent(Key)}`
    const copy = (target: string, more: Partial<CopyObjectCommandInput> = {}) =>
      s3.send(new CopyObjectCommand({ Bucket, Key: target, CopySource, ...more }))
    await copy('default')
    await copy('copied', { AnnotationDirective: 'COPY' })
    await copy('excluded', { AnnotationDirective: 'EXCLUDE' })
    assert.equal(await text('default', 'a'), 'kept')
    assert.equal((await get('copied', 'a')).ETag, (await get(Key, 'a')).ETag)
    assert.deepEqual(await namesOf('excluded'), [])
    const signed = new CopyObjectCommand({ Bucket, Key: 'signed', CopySource, AnnotationDirective: 'EXCLUDE' })
    const address = await getSignedUrl(s3, signed, { expiresIn: 60 })
    const answer = await fetch(address, { method: 'PUT', headers: { 'x-amz-copy-source': CopySource } })
    assert.equal(answer.status, 200, await answer.text())
    assert.deepEqual(await namesOf('signed'), [])
    await refused(copy('bad', { AnnotationDirective: 'REPLACE' as never }), 'InvalidArgument', 400)
    // The source's own end, and a copy onto itself, leave the copies alone.
    await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource, MetadataDirective: 'REPLACE' }))
    assert.equal(await text(Key, 'a'), 'kept')
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    assert.equal(await text('default', 'a'), 'kept')
  })
})

describe('annotations of versions', async () => {
  const { s3 } = await testServer({ after })
  const Bucket = await newBucket(s3, { ObjectLockEnabledForBucket: true })
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const Key = 'k'
  const made = async (input: object = {}) =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'body', ...input }))).VersionId
  const put = (VersionId: string | undefined, AnnotationPayload: string, bypass = false) => {
    const command = new PutObjectAnnotationCommand({ Bucket, Key, VersionId, AnnotationName: 'a', AnnotationPayload })
    return s3.send(bypass ? bypassing(command) : command)
  }
  const remove = (VersionId: string | undefined, bypass = false) => {
    const command = new DeleteObjectAnnotationCommand({ Bucket, Key, VersionId, AnnotationName: 'a' })
    return s3.send(bypass ? bypassing(command) : command)
  }
  const get = (VersionId?: string) =>
    s3.send(new GetObjectAnnotationCommand({ Bucket, Key, VersionId, AnnotationName: 'a' }))
  const text = async (VersionId?: string) => (await get(VersionId)).AnnotationPayload?.transformToString()

  test('belong to one version each', async () => {
    const first = await made()
    assert.equal((await put(undefined, 'of the first')).ObjectVersionId, first)
    const second = await made()
    await refused(get(), 'NoSuchAnnotation', 404)
    await put(second, 'of the second')
    assert.equal(await text(first), 'of the first')
    assert.equal(await text(), 'of the second')
    assert.equal((await get(first)).ObjectVersionId, first)
    const { ObjectVersionId } = await remove(first)
    assert.equal(ObjectVersionId, first)
    await refused(get(first), 'NoSuchAnnotation', 404)
    assert.equal(await text(second), 'of the second')
  })

  test('outlive a delete marker, and go with their version', async () => {
    const version = await made()
    await put(version, 'kept')
    const { VersionId: marker } = await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    await refused(get(), 'NoSuchKey', 404)
    await refused(get(marker), 'MethodNotAllowed', 405)
    await refused(put(marker, 'x'), 'MethodNotAllowed', 405)
    assert.equal(await text(version), 'kept')
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker }))
    assert.equal(await text(), 'kept')
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: version }))
    await refused(get(version), 'NoSuchVersion', 404)
  })

  test('are locked with their version; governance yields to the bypass', async () => {
    const ObjectLockRetainUntilDate = new Date(Date.now() + 3_600_000)
    const governed = await made({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate })
    await refused(put(governed, '1'), 'AccessDenied', 403)
    await put(governed, '1', true)
    await refused(remove(governed), 'AccessDenied', 403)
    await remove(governed, true)
    const complied = await made({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate })
    await refused(put(complied, '1', true), 'AccessDenied', 403)
    const held = await made()
    await put(held, '1')
    await s3.send(new PutObjectLegalHoldCommand({ Bucket, Key, VersionId: held, LegalHold: { Status: 'ON' } }))
    await refused(remove(held, true), 'AccessDenied', 403)
    assert.equal(await text(held), '1')
  })
})

/** With the header that the model does not have. */
function bypassing<Command extends PutObjectAnnotationCommand | DeleteObjectAnnotationCommand>(
  command: Command,
): Command {
  const stack = command.middlewareStack as unknown as PutObjectAnnotationCommand['middlewareStack']
  stack.add(
    (next) => (args) => {
      const request = args.request as { readonly headers: Record<string, string> }
      request.headers['x-amz-bypass-governance-retention'] = 'true'
      return next(args)
    },
    { step: 'build' },
  )
  return command
}
