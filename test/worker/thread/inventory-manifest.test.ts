import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Job } from '../../../db/model/job.ts'
import { openEngine, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { makeBucket } from '../../support/local-store.ts'

let engine: TestEngine

before(async () => {
  engine = await openEngine()
  for (const name of ['src', 'inventories', 'reports']) await makeBucket(engine.store, name)
  for (const key of ['a', 'b c', 'd', 'e']) await engine.store.put('src', key)
})
after(async () => {
  assert.deepEqual(engine.errors, [])
  await engine.close()
})

interface DataFile {
  readonly text: string
  readonly packed: boolean
  readonly size?: number
  readonly md5?: string
}

async function putBytes(key: string, bytes: Uint8Array): Promise<string> {
  const { writes } = engine.store.store
  const etag = hash('md5', bytes)
  await writes.put({ bucket: 'inventories', key, headers: {}, etag, body: await writes.stageBytes(bytes) })
  return etag
}

/** Runs a job over an inventory report of these data files. */
async function runJob(files: readonly DataFile[], changes: object = {}): Promise<readonly [Job, readonly string[]]> {
  const listed = []
  for (const [number, { text, packed, size, md5 }] of files.entries()) {
    const bytes = packed ? gzipSync(text) : Buffer.from(text)
    const key = `inv/data/${number}.csv${packed ? '.gz' : ''}`
    const etag = await putBytes(key, bytes)
    listed.push({ key, size: size ?? bytes.length, MD5checksum: md5 ?? etag })
  }
  const index = {
    sourceBucket: 'src',
    destinationBucket: 'arn:aws:s3:::inventories',
    version: '2016-11-30',
    creationTimestamp: '1514944800000',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size',
    files: listed,
    ...changes,
  }
  const etag = await putBytes('inv/manifest.json', Buffer.from(JSON.stringify(index)))
  const { id } = engine.create({
    report: REPORT,
    manifest: {
      format: 'S3InventoryReport_CSV_20161130',
      fields: undefined,
      objectArn: 'arn:aws:s3:::inventories/inv/manifest.json',
      objectVersionId: undefined,
      etag,
    },
  })
  const job = await engine.ends(id)
  return [job, reportRows(await readReport(engine.store, id))]
}

const reasons = ({ failureReasons }: Job) => failureReasons.map(({ code, reason }) => `${code}: ${reason}`)

describe('an inventory report as a manifest', () => {
  test('may have many data files, packed and plain', async () => {
    const [job, rows] = await runJob([
      { text: '"src","a","1"\n"src","b%20c","2"\n', packed: true },
      { text: 'src,d,3\n', packed: false },
      { text: '"src","e","4"\n', packed: true },
    ])
    assert.equal(job.status, 'Complete')
    const tail = ',,succeeded,200,,Successful'
    assert.deepEqual([...rows].sort(), [`src,a${tail}`, `src,b%20c${tail}`, `src,d${tail}`, `src,e${tail}`])
  })

  test('that names a version only where it has one fails the tasks without', async () => {
    const [job, rows] = await runJob([{ text: '"src","a","null"\n"src","d",""\n', packed: true }], {
      fileSchema: 'Bucket, Key, VersionId',
    })
    assert.equal(job.status, 'Complete')
    assert.ok(rows.includes('src,a,null,succeeded,200,,Successful'))
    assert.ok(rows.includes('src,d,,failed,400,InvalidRequest,Task failed due to missing VersionId'))
  })

  for (const [what, file] of [
    ['another size', { size: 7 }],
    ['another MD5', { md5: 'f11166069f1990abeb9c97ace9cdfabc' }],
  ] as const) {
    test(`fails the job when a data file has ${what} than the index says`, async () => {
      const [job] = await runJob([{ text: '"src","a","1"\n', packed: true, ...file }])
      assert.deepEqual(reasons(job), ['InvalidManifestContent: Manifest file is not properly formatted'])
    })
  }

  test('fails the job when its schema has no keys, or a data file is missing', async () => {
    const [schema] = await runJob([{ text: '"src"\n', packed: true }], { fileSchema: 'Bucket, Size' })
    assert.deepEqual(reasons(schema), ['InvalidManifestContent: Required fields are missing in the schema: Key'])
    const [missing] = await runJob([], { files: [{ key: 'inv/none.csv.gz', size: 1, MD5checksum: 'x' }] })
    assert.deepEqual(reasons(missing), ['ManifestNotFound: Manifest object was not found'])
  })

  test('in ORC or Parquet fails the job', async () => {
    const [job] = await runJob([{ text: '"src","a","1"\n', packed: true }], { fileFormat: 'ORC' })
    assert.deepEqual(reasons(job), ['InvalidManifestContent: Manifest file is not properly formatted'])
  })
})
