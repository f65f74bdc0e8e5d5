import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, describe, test } from 'node:test'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { testServer } from '../../../support/running-server.ts'
import { newBucket, refused, textOf } from '../support.ts'

const FIVE_MIB = 5 * 1024 ** 2
const TAIL = 300_000

describe('multipart uploads', async () => {
  const { s3, clock } = await testServer({ after })
  const Bucket = await newBucket(s3)
  const big = Buffer.alloc(FIVE_MIB, 'a')

  const start = async (Key: string, input: Partial<CreateMultipartUploadCommandInput> = {}) =>
    (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }))).UploadId
  const part = async (Key: string, UploadId: string | undefined, PartNumber: number, Body: Uint8Array | string) => {
    const reply = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    return { PartNumber, ETag: reply.ETag }
  }
  const summedPart = async (...[Key, UploadId, PartNumber, Body]: Parameters<typeof part>) => {
    const reply = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    return { PartNumber, ETag: reply.ETag, ChecksumCRC32: reply.ChecksumCRC32 }
  }
  const complete = (
    Key: string,
    UploadId: string | undefined,
    Parts: { PartNumber: number; ETag: string | undefined }[],
    input: Partial<CompleteMultipartUploadCommandInput> = {},
  ) => s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...input }))

  test('parts become an object; its ETag tells their number', async () => {
    const id = await start('joined', { ContentType: 'text/x', Metadata: { a: '1' } })
    const parts = [await part('joined', id, 1, big), await part('joined', id, 3, 'tail')]
    const done = await complete('joined', id, parts)
    const md5s = [big, Buffer.from('tail')].map((body) => createHash('md5').update(body).digest())
    const expected = createHash('md5').update(Buffer.concat(md5s)).digest('hex')
    assert.equal(done.ETag, `"${expected}-2"`)
    assert.match(done.Location ?? '', new RegExp(`/${Bucket}/joined$`))
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'joined', Range: `bytes=${FIVE_MIB - 2}-` }))
    assert.equal(await textOf(read), 'aatail')
    assert.equal(read.ContentType, 'text/x')
    assert.deepEqual(read.Metadata, { a: '1' })
  })

  test('a part of the object can be read by its number', async () => {
    const id = await start('numbered')
    await complete('numbered', id, [await part('numbered', id, 1, big), await part('numbered', id, 2, 'tail')])
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'numbered', PartNumber: 2 }))
    assert.equal(await textOf(read), 'tail')
    assert.equal(read.PartsCount, 2)
    assert.equal(read.ContentRange, `bytes ${FIVE_MIB}-${FIVE_MIB + 3}/${FIVE_MIB + 4}`)
  })

  test('the last upload of a part number counts', async () => {
    const id = await start('again')
    const old = await part('again', id, 1, 'old')
    const fresh = await part('again', id, 1, 'new')
    await refused(complete('again', id, [old]), 'InvalidPart', 400)
    await complete('again', id, [fresh])
    assert.equal(await textOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'again' }))), 'new')
  })

  test('a repeated completion is answered alike, another one is refused', async () => {
    const id = await start('twice')
    const only = await part('twice', id, 1, 'x')
    const first = await complete('twice', id, [only])
    assert.equal((await complete('twice', id, [only])).ETag, first.ETag)
    await refused(complete('twice', id, [{ ...only, ETag: '"other"' }]), 'NoSuchUpload', 404)
  })

  test('a completion is forgotten when another comes a day later', async () => {
    const id = await start('once')
    const parts = [await part('once', id, 1, 'body')]
    await complete('once', id, parts)
    clock.advance(86_400_001)
    const other = await start('another')
    await complete('another', other, [await part('another', other, 1, 'body')])
    await refused(complete('once', id, parts), 'NoSuchUpload', 404)
  })

  test('parts in disorder, too small or unknown are refused, and the upload goes on', async () => {
    const id = await start('faults')
    const [one, two] = [await part('faults', id, 1, 'small'), await part('faults', id, 2, 'x')]
    await refused(complete('faults', id, [two, one]), 'InvalidPartOrder', 400)
    await refused(complete('faults', id, [one, two]), 'EntityTooSmall', 400)
    await refused(complete('faults', id, [{ PartNumber: 9, ETag: one.ETag }]), 'InvalidPart', 400)
    await refused(complete('faults', id, []), 'MalformedXML', 400)
    await refused(part('faults', id, 10_001, 'x'), 'InvalidArgument', 400)
    await complete('faults', id, [one])
  })

  test('conditions hold for the object that would be made', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'there' }))
    const id = await start('there')
    const only = await part('there', id, 1, 'x')
    await refused(complete('there', id, [only], { IfNoneMatch: '*' }), 'PreconditionFailed', 412)
    await refused(complete('there', id, [only], { MpuObjectSize: 2 }), 'InvalidRequest', 400)
    await complete('there', id, [only], { MpuObjectSize: 1 })
  })

  test('an aborted upload is gone', async () => {
    const id = await start('aborted')
    await part('aborted', id, 1, 'x')
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: id }))
    await refused(part('aborted', id, 2, 'x'), 'NoSuchUpload', 404)
    await refused(s3.send(new ListPartsCommand({ Bucket, Key: 'aborted', UploadId: id })), 'NoSuchUpload', 404)
    await refused(s3.send(new HeadObjectCommand({ Bucket, Key: 'aborted' })), 'NotFound', 404)
  })

  test('a part can be copied, in whole or a range of it', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }))
    const id = await start('copied')
    const copy = (CopySourceRange?: string) => {
      const CopySource = `${Bucket}/source`
      return s3.send(
        new UploadPartCopyCommand({ Bucket, Key: 'copied', UploadId: id, PartNumber: 1, CopySource, CopySourceRange }),
      )
    }
    for (const range of ['0-1', 'bytes=5-', 'bytes=3-2']) await refused(copy(range), 'InvalidArgument', 400)
    await refused(copy('bytes=5-10'), 'InvalidArgument', 400)
    await refused(copy('bytes=10-11'), 'InvalidRequest', 400)
    const { CopyPartResult } = await copy('bytes=3-5')
    await complete('copied', id, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }])
    assert.equal(await textOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'copied' }))), '345')
  })

  test('large bodies that are read and copied at the same time keep their bytes apart', async () => {
    const bodies = [1, 2, 3].map((seed) => randomBytes(FIVE_MIB + seed * 70_001 + TAIL))
    const keys = bodies.map((_, index) => `large-${index}`)
    for (const [index, Key] of keys.entries()) {
      const body = bodies[index] ?? big
      const id = await start(Key)
      await complete(Key, id, [
        await part(Key, id, 1, body.subarray(0, -TAIL)),
        await part(Key, id, 2, body.subarray(-TAIL)),
      ])
    }
    const read = async (Key: string): Promise<Buffer> => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    }
    const copied = async (key: string): Promise<Buffer> => {
      const Key = `${key}-copy`
      const UploadId = await start(Key)
      const input = { Bucket, Key, UploadId, PartNumber: 1, CopySource: `${Bucket}/${key}` }
      const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(input))
      await complete(Key, UploadId, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }])
      return read(Key)
    }
    const found = await Promise.all([...keys.map(read), ...keys.map(copied), ...keys.map(read)])
    for (const [index, bytes] of found.entries()) assert.ok(bytes.equals(bodies[index % bodies.length] ?? big))
  })

  test('parts and uploads are listed in pages', async () => {
    const own = await newBucket(s3)
    const ids: (string | undefined)[] = []
    for (const Key of ['a/1', 'a/2', 'b']) {
      ids.push((await s3.send(new CreateMultipartUploadCommand({ Bucket: own, Key }))).UploadId)
    }
    const first = await s3.send(new ListMultipartUploadsCommand({ Bucket: own, MaxUploads: 2 }))
    assert.deepEqual(
      first.Uploads?.map(({ UploadId }) => UploadId),
      ids.slice(0, 2),
    )
    const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = first
    const rest = await s3.send(new ListMultipartUploadsCommand({ Bucket: own, KeyMarker, UploadIdMarker }))
    assert.deepEqual(
      rest.Uploads?.map(({ Key }) => Key),
      ['b'],
    )
    const grouped = await s3.send(new ListMultipartUploadsCommand({ Bucket: own, Delimiter: '/' }))
    assert.deepEqual(grouped.CommonPrefixes, [{ Prefix: 'a/' }])
    const upload = { Bucket: own, Key: 'b', UploadId: ids[2] }
    for (const PartNumber of [1, 2, 5]) await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body: 'x' }))
    const page = await s3.send(new ListPartsCommand({ ...upload, MaxParts: 2 }))
    assert.equal(page.IsTruncated, true)
    const next = await s3.send(new ListPartsCommand({ ...upload, PartNumberMarker: page.NextPartNumberMarker }))
    assert.deepEqual(
      next.Parts?.map(({ PartNumber }) => PartNumber),
      [5],
    )
  })

  test('checksums are of the whole object or of its parts, as was asked', async () => {
    const types = { whole: 'FULL_OBJECT', composed: 'COMPOSITE' } as const
    for (const [Key, ChecksumType] of Object.entries(types)) {
      const id = await start(Key, { ChecksumAlgorithm: 'CRC32', ChecksumType })
      const done = await complete(Key, id, [await summedPart(Key, id, 1, big), await summedPart(Key, id, 2, 'tail')])
      const plain = await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'plain',
          Body: Buffer.concat([big, Buffer.from('tail')]),
          ChecksumAlgorithm: 'CRC32',
        }),
      )
      assert.equal(done.ChecksumType, ChecksumType)
      if (ChecksumType === 'FULL_OBJECT') assert.equal(done.ChecksumCRC32, plain.ChecksumCRC32)
      else assert.match(done.ChecksumCRC32 ?? '', /==-2$/)
      const attributes = await s3.send(
        new GetObjectAttributesCommand({
          Bucket,
          Key,
          ObjectAttributes: ['Checksum', 'ObjectParts', 'ObjectSize', 'ETag'],
        }),
      )
      assert.equal(attributes.Checksum?.ChecksumCRC32, done.ChecksumCRC32)
      assert.equal(attributes.ObjectParts?.TotalPartsCount, 2)
      assert.deepEqual(
        attributes.ObjectParts?.Parts?.map(({ Size }) => Size),
        [FIVE_MIB, 4],
      )
      assert.equal(attributes.ObjectSize, FIVE_MIB + 4)
      assert.equal(`"${attributes.ETag}"`, done.ETag)
    }
    await refused(start('bad', { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' }), 'InvalidRequest', 400)
    await refused(start('bad', { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' }), 'InvalidRequest', 400)
  })
})
