import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { crc32 } from 'node:zlib'
import { CHECKSUM_ALGORITHMS } from '../../../db/model/checksum/algorithm.ts'
import { checksumOf } from '../../../db/model/checksum/hasher.ts'
import type { PutObject } from '../../../db/objects/object-writes.ts'
import { findOperation } from '../../../worker/operations/registry.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { comparable, goldenRows } from '../../support/golden-report.ts'
import { makeBucket } from '../../support/local-store.ts'

let engine: TestEngine

before(async () => {
  engine = await openEngine()
  for (const name of ['src', 'reports']) await makeBucket(engine.store, name)
})
after(async () => {
  assert.deepEqual(engine.errors, [])
  await engine.close()
})

type Parameters = Readonly<Record<string, unknown>>

async function runJob(parameters: Parameters, rows: string): Promise<readonly string[]> {
  const operation = { name: 'S3ComputeObjectChecksum', parameters }
  const { id } = engine.create({ operation, manifest: await putManifest(engine.store, rows), report: REPORT })
  assert.equal((await engine.ends(id)).status, 'Complete')
  return reportRows(await readReport(engine.store, id))
}

/** The result of the one row of a report. */
async function resultOf(parameters: Parameters, row: string): Promise<any> {
  const [line = ''] = await runJob(parameters, row)
  const [, cell = ''] = /^[^"]*,succeeded,200,,"(.*)"$/.exec(line) ?? assert.fail(line)
  return JSON.parse(cell.replaceAll('""', '"'))
}

async function put(key: string, bytes: Buffer, more: Partial<PutObject> = {}): Promise<void> {
  const { writes } = engine.store.store
  const etag = createHash('md5').update(bytes).digest('hex')
  await writes.put({ bucket: 'src', key, headers: {}, body: await writes.stageBytes(bytes), etag, ...more })
}

/** Takes the files away in which larger bodies are kept. */
function loseBodies(): void {
  const blobs = join(engine.store.folder, 'blobs')
  for (const entry of readdirSync(blobs, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) rmSync(join(entry.parentPath, entry.name))
  }
}

describe('S3ComputeObjectChecksum', () => {
  test('its report has the rows of the golden one', async () => {
    await put('check.txt', Buffer.from('123456789'))
    await put('secret.txt', Buffer.from('x'), { encryption: { kind: 'SSE-C', keyMd5: 'm' } })
    await put('unreadable.bin', Buffer.alloc(300_000))
    loseBodies()
    const keys = ['check.txt', 'none%20here.txt', 'secret.txt', 'unreadable.bin']
    const rows = await runJob({ ChecksumAlgorithm: 'CRC32' }, keys.map((key) => `src,${key}\n`).join(''))
    assert.deepEqual(comparable(rows), goldenRows('S3ComputeObjectChecksum'))
  })

  for (const algorithm of CHECKSUM_ALGORITHMS) {
    test(`${algorithm} of a body of several chunks, and of an empty one`, async () => {
      const bytes = Buffer.alloc(700_001, 'some bytes')
      await put('large', bytes)
      await put('empty', Buffer.alloc(0))
      for (const [key, body] of [
        ['large', bytes],
        ['empty', Buffer.alloc(0)],
      ] as const) {
        const result = await resultOf({ ChecksumAlgorithm: algorithm, ChecksumType: 'FULL_OBJECT' }, `src,${key}\n`)
        const digest = Buffer.from(await checksumOf(algorithm, body))
        assert.equal(result.checksum_base64, digest.toString('base64'))
        assert.equal(result.checksum_hex, digest.toString('hex').toUpperCase())
        assert.equal(result.checksumAlgorithm, algorithm)
      }
    })
  }

  test('a composite checksum is made of the digests of the object’s parts and ends in their number', async () => {
    const bytes = Buffer.from('aaaabbbcc')
    const parts = [4, 3, 2].map((size, index) => ({ number: index + 1, size }))
    await put('parts', bytes, { parts, etag: 'e-3' })
    const result = await resultOf({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' }, 'src,parts\n')
    const digests = Buffer.alloc(12)
    for (const [index, part] of ['aaaa', 'bbb', 'cc'].entries()) digests.writeUInt32BE(crc32(part), index * 4)
    const whole = Buffer.alloc(4)
    whole.writeUInt32BE(crc32(digests))
    assert.deepEqual(result, {
      checksum_base64: `${whole.toString('base64')}-3`,
      etag: 'e-3',
      checksumAlgorithm: 'CRC32',
      checksumType: 'COMPOSITE',
      checksum_hex: `${whole.toString('hex').toUpperCase()}-3`,
    })
  })

  test('a composite checksum of an object that was not uploaded in parts has one part', async () => {
    await put('single', Buffer.from('abc'))
    const result = await resultOf({ ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' }, 'src,single\n')
    const part = createHash('sha256').update('abc').digest()
    assert.equal(result.checksum_base64, `${createHash('sha256').update(part).digest('base64')}-1`)
  })

  test('archived objects are read too, and nothing is kept on the object', async () => {
    await put('cold', Buffer.from('abc'), { storageClass: 'DEEP_ARCHIVE' })
    const result = await resultOf({ ChecksumAlgorithm: 'SHA1' }, 'src,cold\n')
    assert.equal(result.checksum_base64, createHash('sha1').update('abc').digest('base64'))
    const { checksum, restore } = await engine.store.store.reads.version({ bucket: 'src', key: 'cold' })
    assert.deepEqual({ checksum, restore }, { checksum: undefined, restore: undefined })
  })

  test('without parameters it is CRC64NVME of the full object', async () => {
    await put('check.txt', Buffer.from('123456789'))
    const result = await resultOf({}, 'src,check.txt\n')
    assert.equal(result.checksum_hex, 'AE8B14860A799888')
    assert.equal(result.checksumType, 'FULL_OBJECT')
  })

  test('a job without a report, or for a composite CRC64NVME, is refused', () => {
    const refusal = (parameters: Parameters, enabled: boolean) =>
      findOperation('S3ComputeObjectChecksum')?.validate(parameters, { ...REPORT, enabled })?.message
    assert.equal(refusal({}, false), 'Request invalid')
    assert.equal(refusal({ ChecksumType: 'COMPOSITE' }, true), 'Request invalid')
    assert.equal(refusal({ ChecksumType: 'COMPOSITE', ChecksumAlgorithm: 'CRC64NVME' }, true), 'Request invalid')
    assert.equal(refusal({ ChecksumType: 'COMPOSITE', ChecksumAlgorithm: 'CRC32C' }, true), undefined)
  })

  test('a report bucket of another owner than the expected one fails the job', async () => {
    const { id } = engine.create({
      operation: { name: 'S3ComputeObjectChecksum', parameters: {} },
      manifest: await putManifest(engine.store, 'src,check.txt\n'),
      report: { ...REPORT, expectedBucketOwner: '999999999999' },
    })
    assert.equal((await engine.ends(id)).status, 'Failed')
  })
})
