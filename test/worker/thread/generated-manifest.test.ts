import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Job, JobDraft } from '../../../db/model/job.ts'
import { openEngine, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { ACCOUNT, makeBucket, readBytes } from '../../support/local-store.ts'

const KEYS = ['a.txt', 'dir/b.txt', 'dir/c d+e%.txt', 'dir/"q",\n.txt', 'ünï.txt', 'z/1', 'z/2']

let engine: TestEngine

before(async () => {
  engine = await openEngine()
  for (const name of ['plain', 'versioned', 'lists', 'reports', 'empty']) await makeBucket(engine.store, name)
  await engine.store.store.buckets.setVersioning('versioned', 'Enabled')
  for (const key of KEYS) await engine.store.put('plain', key)
  for (const text of ['one', 'two']) await engine.store.put('versioned', 'k', text)
  await engine.store.put('versioned', 'gone')
  await engine.store.store.writes.remove({ bucket: 'versioned', key: 'gone' })
})
after(async () => {
  assert.deepEqual(engine.errors, [])
  await engine.close()
})

type Generator = Readonly<Record<string, unknown>>

function generator(source: string, changes: Generator = {}): Generator {
  return { SourceBucket: `arn:aws:s3:::${source}`, EnableManifestOutput: false, ...changes }
}

function output(changes: Generator = {}): Generator {
  const location = { Bucket: 'arn:aws:s3:::lists', ManifestFormat: 'S3InventoryReport_CSV_20211130', ...changes }
  return { EnableManifestOutput: true, ManifestOutputLocation: location }
}

async function runJob(changes: Partial<JobDraft>): Promise<{ readonly job: Job; readonly rows: readonly string[] }> {
  const { id } = engine.create({ report: REPORT, ...changes })
  const job = await engine.ends(id)
  return { job, rows: reportRows(await readReport(engine.store, id)) }
}

const reasons = ({ failureReasons }: Job) => failureReasons.map(({ reason }) => reason)

describe('a generated manifest', () => {
  test('names every object of a bucket, whatever its key, and the tasks find them', async () => {
    const { job, rows } = await runJob({ manifestGenerator: generator('plain') })
    assert.deepEqual(job.progress, { ...job.progress, total: 7, succeeded: 7, failed: 0 })
    assert.equal(job.generatedManifest, undefined)
    assert.ok(rows.includes('plain,dir/c%20d%2Be%25.txt,,succeeded,200,,Successful'))
    assert.ok(rows.includes('plain,dir/%22q%22%2C%0A.txt,,succeeded,200,,Successful'))
    const version = await engine.store.store.reads.version({ bucket: 'plain', key: 'dir/"q",\n.txt' })
    assert.deepEqual(version.tags, [{ key: 'seen', value: 'yes' }])
  })

  test('names the current versions of a versioned bucket, with their ids, without delete markers', async () => {
    const { versionId } = await engine.store.store.reads.version({ bucket: 'versioned', key: 'k' })
    const { rows } = await runJob({ manifestGenerator: generator('versioned') })
    assert.deepEqual(rows, [`versioned,k,${versionId},succeeded,200,,Successful`])
  })

  test('keeps to its filter', async () => {
    const Filter = { KeyNameConstraint: { MatchAnyPrefix: ['dir/'], MatchAnySubstring: ['b'] } }
    const { rows } = await runJob({ manifestGenerator: generator('plain', { Filter }) })
    assert.deepEqual(rows, ['plain,dir/b.txt,,succeeded,200,,Successful'])
  })

  test('that would have no keys fails the job', async () => {
    const Filter = { ObjectSizeGreaterThanBytes: 1_000_000 }
    const { job } = await runJob({ manifestGenerator: generator('plain', { Filter }) })
    assert.equal(job.status, 'Failed')
    assert.deepEqual(reasons(job), ['Manifest generation found no keys matching the filter criteria.'])
    assert.equal(job.progress.total, 0)
    const empty = await runJob({ manifestGenerator: generator('empty') })
    assert.deepEqual(reasons(empty.job), ['Manifest generation found no keys matching the filter criteria.'])
  })

  test('of a bucket that is not there, or is not owned as expected, fails the job', async () => {
    const missing = await runJob({ manifestGenerator: generator('nowhere') })
    assert.deepEqual(reasons(missing.job), ['Source bucket nowhere does not exist.'])
    const foreign = await runJob({ manifestGenerator: generator('plain', { ExpectedBucketOwner: '999999999999' }) })
    assert.deepEqual(reasons(foreign.job), ['The bucket plain is not owned by account 999999999999.'])
    const own = await runJob({ manifestGenerator: generator('plain', { ExpectedBucketOwner: ACCOUNT }) })
    assert.equal(own.job.status, 'Complete')
  })
})

describe('the output of a generated manifest', () => {
  test('is an inventory report that DescribeJob names, and the next job can take for its manifest', async () => {
    const { job } = await runJob({ manifestGenerator: generator('versioned', output({ ManifestPrefix: 'made' })) })
    const made = job.generatedManifest
    assert.equal(made?.format, 'S3InventoryReport_CSV_20211130')
    assert.equal(made.objectArn, `arn:aws:s3:::lists/made/job-${job.id}/manifest.json`)
    const folder = `made/job-${job.id}/`
    const text = (await readBytes(engine.store, 'lists', `${folder}manifest.json`)).toString()
    assert.equal(hash('md5', text), made.etag)
    assert.equal((await readBytes(engine.store, 'lists', `${folder}manifest.checksum`)).toString(), made.etag)
    const index = JSON.parse(text)
    assert.equal(index.fileSchema, 'Bucket, Key, VersionId')
    assert.equal(index.sourceBucket, 'versioned')
    assert.equal(index.destinationBucket, 'arn:aws:s3:::lists')
    const [file] = index.files
    const packed = await readBytes(engine.store, 'lists', file.key)
    assert.deepEqual([packed.length, hash('md5', packed)], [file.size, file.MD5checksum])
    const { versionId } = await engine.store.store.reads.version({ bucket: 'versioned', key: 'k' })
    assert.equal(gunzipSync(packed).toString(), `"versioned","k","${versionId}"\n`)

    const next = await runJob({
      manifest: {
        format: 'S3InventoryReport_CSV_20161130',
        fields: undefined,
        objectArn: made.objectArn,
        objectVersionId: undefined,
        etag: made.etag,
      },
    })
    assert.deepEqual(next.rows, [`versioned,k,${versionId},succeeded,200,,Successful`])
  })

  test('is encrypted as the job wants it', async () => {
    const keyId = 'arn:aws:kms:us-east-1:123456789012:key/k'
    const encryption = { ManifestEncryption: { SSEKMS: { KeyId: keyId } } }
    const { job } = await runJob({ manifestGenerator: generator('plain', output(encryption)) })
    const kept = []
    for await (const page of engine.store.store.reads.scan('lists', `job-${job.id}/`)) kept.push(...page)
    assert.deepEqual(
      kept.map((version) => version.encryption),
      kept.map(() => ({ kind: 'SSE-KMS', keyArn: keyId })),
    )
    assert.equal(kept.length, 3)
  })

  test('that has no bucket to go to fails the job', async () => {
    const nowhere = await runJob({ manifestGenerator: generator('plain', output({ Bucket: 'arn:aws:s3:::nowhere' })) })
    assert.deepEqual(reasons(nowhere.job), ['Error occurred when preparing manifest: Failed to write manifest'])
    const foreign = await runJob({
      manifestGenerator: generator('plain', output({ ExpectedManifestBucketOwner: '999999999999' })),
    })
    assert.deepEqual(reasons(foreign.job), ['The bucket lists is not owned by account 999999999999.'])
  })
})
