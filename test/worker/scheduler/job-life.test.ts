import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { JobDraft } from '../../../db/model/job.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { ACCOUNT, makeBucket } from '../../support/local-store.ts'

let engine: TestEngine
let manifest: NonNullable<JobDraft['manifest']>

before(async () => {
  engine = await openEngine()
  await makeBucket(engine.store, 'src')
  await makeBucket(engine.store, 'reports')
  await makeBucket(engine.store, 'locked', { objectLock: true })
  await engine.store.put('src', 'a')
  await engine.store.put('src', 'b')
  manifest = await putManifest(engine.store, 'src,a\nsrc,b\n')
})
after(() => engine.close())

const reasons = (job: { readonly failureReasons: readonly { code: string; reason: string }[] }) =>
  job.failureReasons.map(({ code, reason }) => `${code}: ${reason}`)

describe('confirmation', () => {
  test('a job that wants confirmation waits for it, and runs when it comes', async () => {
    const { id } = engine.create({ manifest, confirmationRequired: true })
    const suspended = await engine.reaches(id, 'Suspended')
    assert.equal(suspended.suspendedCause, 'AWAITING_CONFIRMATION')
    assert.equal(suspended.suspendedMs !== undefined, true)
    assert.equal(suspended.progress.total, 2)
    engine.request(id, 'Ready')
    const job = await engine.ends(id)
    assert.equal(engine.history(id), 'New Preparing Suspended Ready Active Completing Complete')
    assert.equal(job.progress.succeeded, 2)
    assert.equal(job.suspendedCause, 'AWAITING_CONFIRMATION')
  })

  test('a suspended job that is cancelled ends at once, without a report or files', async () => {
    const { id } = engine.create({ manifest, confirmationRequired: true, report: REPORT })
    await engine.reaches(id, 'Suspended')
    const job = engine.request(id, 'Cancelled')
    assert.equal(job.status, 'Cancelled')
    assert.ok(job.terminatedMs)
    assert.equal((await readReport(engine.store, id)).size, 0)
  })

  test('a defect of the manifest beats confirmation', async () => {
    const { id } = engine.create({ manifest: { ...manifest, etag: 'other' }, confirmationRequired: true })
    await engine.ends(id)
    assert.equal(engine.history(id), 'New Preparing Failed')
  })

  test('a job cancelled while it is new or in preparation ends as cancelled', async () => {
    const { id } = engine.create({ manifest, report: REPORT })
    engine.request(id, 'Cancelled')
    const job = await engine.ends(id)
    assert.equal(job.status, 'Cancelled')
    assert.equal((await readReport(engine.store, id)).size, 0)
  })
})

describe('what fails a job in Preparing', () => {
  const failures: readonly (readonly [what: string, draft: () => Partial<JobDraft>, reason: string])[] = [
    [
      'a manifest that is not there',
      () => ({ manifest: { ...manifest, objectArn: 'arn:aws:s3:::manifests/none' } }),
      'ManifestNotFound: Manifest object was not found',
    ],
    [
      'a manifest in a bucket that is not there',
      () => ({ manifest: { ...manifest, objectArn: 'arn:aws:s3:::nowhere/none' } }),
      'ManifestNotFound: Manifest object was not found',
    ],
    [
      'another ETag',
      () => ({ manifest: { ...manifest, etag: 'e' } }),
      'ManifestNotFound: Etag mismatch reading manifest',
    ],
    [
      'fields that do not fit the rows',
      () => ({ manifest: { ...manifest, fields: ['Bucket', 'Key', 'VersionId'] } }),
      'InvalidManifestContent: Unexpected number of task fields',
    ],
    [
      'a report bucket that is not there',
      () => ({ manifest, report: { ...REPORT, bucket: 'arn:aws:s3:::none' } }),
      'NoSuchBucket: Invalid manifest was provided. Target bucket none does not exist.',
    ],
    [
      'a report bucket of somebody else',
      () => ({ manifest, report: { ...REPORT, expectedBucketOwner: '999999999999' } }),
      'AccessDenied: The report bucket reports is not owned by account 999999999999.',
    ],
    [
      'a legal hold in a bucket without Object Lock',
      () => ({ manifest, operation: { name: 'S3PutObjectLegalHold', parameters: { LegalHold: { Status: 'ON' } } } }),
      'InvalidRequest: Bucket is missing Object Lock Configuration',
    ],
  ]
  for (const [what, draft, reason] of failures) {
    test(what, async () => {
      const { id } = engine.create({ report: REPORT, ...draft() })
      const job = await engine.ends(id)
      assert.equal(job.status, 'Failed')
      assert.deepEqual(reasons(job), [reason])
      assert.deepEqual(job.progress, { total: 0, succeeded: 0, failed: 0, activeMs: 0 })
      assert.equal((await readReport(engine.store, id)).size, 0)
    })
  }

  test('a manifest encrypted with SSE-KMS', async () => {
    const { store } = engine.store
    const body = await store.writes.stageBytes(Buffer.from('src,a\n'))
    await store.writes.put({
      bucket: 'manifests',
      key: 'kms.csv',
      headers: {},
      body,
      etag: 'k',
      encryption: { kind: 'SSE-KMS' },
    })
    const { id } = engine.create({ manifest: { ...manifest, objectArn: 'arn:aws:s3:::manifests/kms.csv', etag: 'k' } })
    assert.deepEqual(reasons(await engine.ends(id)), [
      'InvalidManifestContent: Unsupported encryption type SSE_KMS used for manifest',
    ])
  })

  test('an ETag in quotes is the same ETag', async () => {
    const { id } = engine.create({ manifest: { ...manifest, etag: `"${manifest.etag}"` } })
    assert.equal((await engine.ends(id)).status, 'Complete')
  })
})

describe('reports', () => {
  test('a job whose tasks all fail is complete, and FailedTasksOnly has only the failed file', async () => {
    const missing = await putManifest(engine.store, 'src,x\nsrc,y\n')
    const { id } = engine.create({ manifest: missing, report: { ...REPORT, scope: 'FailedTasksOnly' } })
    const job = await engine.ends(id)
    assert.deepEqual([job.status, job.progress.failed], ['Complete', 2])
    const report = await readReport(engine.store, id)
    assert.deepEqual(
      JSON.parse(report.get('manifest.json') ?? '').Results.map((each: any) => each.TaskExecutionStatus),
      ['failed'],
    )
    assert.equal(reportRows(report).length, 2)
    manifest = await putManifest(engine.store, 'src,a\nsrc,b\n')
  })

  test('FailedTasksOnly without failures is an index with no results', async () => {
    const { id } = engine.create({ manifest, report: { ...REPORT, scope: 'FailedTasksOnly' } })
    await engine.ends(id)
    const report = await readReport(engine.store, id)
    assert.deepEqual(JSON.parse(report.get('manifest.json') ?? '').Results, [])
    assert.equal(reportRows(report).length, 0)
  })

  test('report objects are SSE-S3 with the right types, and keys start with the job without a prefix', async () => {
    const { prefix: _, ...report } = REPORT
    const { id } = engine.create({ manifest, report })
    await engine.ends(id)
    const version = await engine.store.store.reads.version({ bucket: 'reports', key: `job-${id}/manifest.json` })
    assert.equal(version.headers.contentType, 'application/json')
    assert.deepEqual(version.encryption ?? { kind: 'SSE-S3' }, { kind: 'SSE-S3' })
    assert.equal((await readReport(engine.store, id, '')).size, 4)
  })

  test('a report bucket with default retention fails a job whose tasks have all been run', async () => {
    await engine.store.store.buckets.putConfiguration('locked', 'object-lock', {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
    })
    const { id } = engine.create({ manifest, report: { ...REPORT, bucket: 'arn:aws:s3:::locked' } })
    const job = await engine.ends(id)
    assert.deepEqual([job.status, job.progress.succeeded], ['Failed', 2])
    assert.deepEqual(reasons(job), [
      'AccessDenied: The job report could not be written to your report bucket. Please check your permissions.',
    ])
  })

  test('an empty version id fails its task in the service’s own words', async () => {
    const rows = await putManifest(engine.store, 'src,a,\n', ['Bucket', 'Key', 'VersionId'])
    const { id } = engine.create({ manifest: rows, report: REPORT })
    await engine.ends(id)
    assert.deepEqual(reportRows(await readReport(engine.store, id)), [
      'src,a,,failed,400,InvalidRequest,Task failed due to missing VersionId',
    ])
    manifest = await putManifest(engine.store, 'src,a\nsrc,b\n')
  })

  test('what a finished job needed is gone', async () => {
    const { id } = engine.create({ manifest, report: REPORT })
    await engine.ends(id)
    await engine.scheduler.stop()
    await engine.scheduler.start()
    assert.deepEqual(await engine.store.store.receipts.receipts(id), [])
    assert.equal(existsSync(join(engine.store.folder, 'jobs', id)), false)
    assert.deepEqual(readdirSync(join(engine.store.folder, 'jobs')), [])
  })

  test('what a finished job needed stays until its end is safe from a loss of power', async (t) => {
    const { flush } = engine.jobs
    const safe = Promise.withResolvers<void>()
    Object.assign(engine.jobs, { flush: () => safe.promise })
    t.after(() => Object.assign(engine.jobs, { flush }))
    const { id } = engine.create({ manifest, report: REPORT })
    await engine.ends(id)
    assert.equal((await engine.store.store.receipts.progress(id)).succeeded, 2)
    assert.equal(existsSync(join(engine.store.folder, 'jobs', id)), true)
    safe.resolve()
    await engine.scheduler.stop()
    await engine.scheduler.start()
    assert.equal((await engine.store.store.receipts.progress(id)).succeeded, 0)
  })
})

describe('time', () => {
  test('an unconfirmed job fails after 30 days, and finished jobs go after 90', async () => {
    const { clock } = engine.store
    const { id } = engine.create({ manifest, confirmationRequired: true })
    await engine.reaches(id, 'Suspended')
    clock.advance(30 * 86_400_000 - 60_000)
    engine.scheduler.tick()
    assert.equal(engine.jobs.find(id)?.status, 'Suspended')
    clock.advance(120_000)
    engine.scheduler.tick()
    const job = engine.jobs.find(id)
    assert.equal(job?.status, 'Failed')
    assert.equal(job?.failureReasons.length, 1)
    clock.advance(90 * 86_400_000 + 1)
    engine.scheduler.tick()
    assert.equal(engine.jobs.find(id), undefined)
    assert.equal(engine.jobs.list({ account: ACCOUNT, region: 'us-east-1', statuses: [], limit: 10 }).jobs.length, 0)
  })
})

test('nothing of all this was a bug', () => {
  assert.deepEqual(engine.errors, [])
})
