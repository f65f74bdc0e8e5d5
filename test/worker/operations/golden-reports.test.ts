/** The report rows of the operations on the store, success and every failure code that they can end in. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { PutObject } from '../../../db/objects/object-writes.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { comparable, goldenRows } from '../../support/golden-report.ts'
import { ACCOUNT, makeBucket } from '../../support/local-store.ts'

let engine: TestEngine

before(async () => {
  engine = await openEngine()
  for (const name of ['src', 'dst', 'enforced', 'reports']) await makeBucket(engine.store, name)
  for (const name of ['src', 'enforced']) await engine.store.store.buckets.setVersioning(name, 'Enabled')
  await makeBucket(engine.store, 'locked', { objectLock: true })
  const owned = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }
  await engine.store.store.buckets.putConfiguration('enforced', BUCKET_CONFIGURATIONS.ownership, owned)
  for (const bucket of ['src', 'enforced', 'locked']) await put(bucket, 'here, "quoted"')
  await put('src', 'gone')
  await engine.store.store.writes.remove({ bucket: 'src', key: 'gone' })
})
after(async () => {
  assert.deepEqual(engine.errors, [])
  await engine.close()
})

async function put(bucket: string, key: string, more: Partial<PutObject> = {}): Promise<string> {
  const body = await engine.store.store.writes.stageBytes(Buffer.from(key))
  const { versionId } = await engine.store.store.writes.put({ bucket, key, headers: {}, body, etag: 'e', ...more })
  return versionId
}

const HERE = 'here%2C%20%22quoted%22'

/** A job over these rows; its report as the golden files have it, version ids replaced by what they stand for. */
async function reportOf(
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  rows: readonly string[],
  versions: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const fields = Object.keys(versions).length > 0 ? (['Bucket', 'Key', 'VersionId'] as const) : undefined
  const written = rows.map((row) => Object.entries(versions).reduce((text, [word, id]) => text.replace(word, id), row))
  const manifest = await putManifest(engine.store, `${written.join('\n')}\n`, fields)
  const { id } = engine.create({ operation: { name, parameters }, manifest, report: REPORT })
  assert.equal((await engine.ends(id)).status, 'Complete')
  const report = reportRows(await readReport(engine.store, id))
  return comparable(
    report.map((row) => Object.entries(versions).reduce((text, [word, version]) => text.replace(version, word), row)),
  )
}

const ORDINARY = [`src,${HERE}`, 'src,none', 'src,gone', 'nowhere,any']

test('S3PutObjectTagging', async () => {
  const parameters = { TagSet: [{ Key: 'a', Value: 'b' }] }
  assert.deepEqual(await reportOf('S3PutObjectTagging', parameters, ORDINARY), goldenRows('S3PutObjectTagging'))
})

test('S3PutObjectTagging of versions', async () => {
  const FIRST = await put('src', 'versions')
  const { versionId: MARKER = '' } = await engine.store.store.writes.remove({ bucket: 'src', key: 'versions' })
  const OTHER = await put('src', 'other')
  const rows = ['FIRST', 'MARKER', 'OTHER', 'null', 'no-version-id', ''].map((version) => `src,versions,${version}`)
  const parameters = { TagSet: [{ Key: 'a', Value: 'b' }] }
  const report = await reportOf('S3PutObjectTagging', parameters, rows, { FIRST, MARKER, OTHER })
  assert.deepEqual(report, goldenRows('S3PutObjectTagging-versions'))
})

test('S3DeleteObjectTagging', async () => {
  assert.deepEqual(await reportOf('S3DeleteObjectTagging', {}, ORDINARY), goldenRows('S3DeleteObjectTagging'))
})

test('S3PutObjectAcl', async () => {
  const parameters = { AccessControlPolicy: { CannedAccessControlList: 'public-read' } }
  const rows = [...ORDINARY, `enforced,${HERE}`, 'enforced,none']
  assert.deepEqual(await reportOf('S3PutObjectAcl', parameters, rows), goldenRows('S3PutObjectAcl'))
})

test('S3PutObjectCopy', async () => {
  await put('src', 'cold', { storageClass: 'DEEP_ARCHIVE' })
  await put('src', 'own-key', { encryption: { kind: 'SSE-C', keyMd5: 'm' } })
  const rows = [...ORDINARY.slice(0, 3), 'src,cold', 'src,own-key']
  const report = await reportOf('S3PutObjectCopy', { TargetResource: 'arn:aws:s3:::dst' }, rows)
  assert.deepEqual(report, goldenRows('S3PutObjectCopy'))
})

test('S3PutObjectCopy to where it cannot go, of what is too new, and onto itself', async () => {
  const copy = (parameters: Readonly<Record<string, unknown>>, row: string) =>
    reportOf('S3PutObjectCopy', parameters, [row])
  const nowhere = await copy({ TargetResource: 'arn:aws:s3:::nowhere' }, `src,${HERE}`)
  const constrained = await copy(
    { TargetResource: 'arn:aws:s3:::dst', UnModifiedSinceConstraint: '2001-01-01T00:00:00Z' },
    `src,${HERE}`,
  )
  const itself = await copy({ TargetResource: 'arn:aws:s3:::enforced' }, `enforced,${HERE}`)
  assert.deepEqual([...nowhere, ...constrained, ...itself], goldenRows('S3PutObjectCopy-refused'))
})

test('S3InitiateRestoreObject', async () => {
  await put('src', 'glacier', { storageClass: 'GLACIER' })
  await put('src', 'running', { storageClass: 'GLACIER' })
  await engine.store.store.writes.change(
    { bucket: 'src', key: 'running' },
    { kind: 'restore', days: 5, tier: 'Standard', durationMs: 3_600_000 },
  )
  const rows = [...ORDINARY, 'src,glacier', 'src,running']
  const report = await reportOf('S3InitiateRestoreObject', { ExpirationInDays: 1, GlacierJobTier: 'BULK' }, rows)
  assert.deepEqual(report, goldenRows('S3InitiateRestoreObject'))
})

test('S3PutObjectLegalHold', async () => {
  const parameters = { LegalHold: { Status: 'ON' } }
  const report = await reportOf('S3PutObjectLegalHold', parameters, [`locked,${HERE}`, 'locked,none'])
  assert.deepEqual(report, goldenRows('S3PutObjectLegalHold'))
})

test('S3PutObjectRetention', async () => {
  const untilMs = Date.parse('2999-01-01T00:00:00Z')
  await put('locked', 'compliance', { retention: { mode: 'COMPLIANCE', untilMs } })
  await put('locked', 'governance', { retention: { mode: 'GOVERNANCE', untilMs } })
  const parameters = { Retention: { Mode: 'GOVERNANCE', RetainUntilDate: '2998-01-01T00:00:00Z' } }
  const rows = ['locked,free', 'locked,compliance', 'locked,governance', 'locked,none']
  await put('locked', 'free')
  assert.deepEqual(await reportOf('S3PutObjectRetention', parameters, rows), goldenRows('S3PutObjectRetention'))
})

test('S3ReplicateObject', async () => {
  const rule = {
    ID: 'r',
    Status: 'Enabled',
    Priority: 1,
    Filter: { Prefix: 'in/' },
    DeleteMarkerReplication: { Status: 'Disabled' },
    ExistingObjectReplication: { Status: 'Enabled' },
    Destination: { Bucket: 'arn:aws:s3:::enforced' },
  }
  const IN = await put('src', 'in/a')
  const OUT = await put('src', 'out/b')
  const COLD = await put('src', 'in/cold', { storageClass: 'GLACIER' })
  const configuration = { Role: `arn:aws:iam::${ACCOUNT}:role/r`, Rules: [rule] }
  await engine.store.store.buckets.putConfiguration('src', BUCKET_CONFIGURATIONS.replication, configuration)
  const rows = [
    'src,in/a,IN',
    'src,out/b,OUT',
    'src,in/cold,COLD',
    'src,in/none,IN',
    'src,in/a,no-version-id',
    'src,in/a,',
  ]
  const report = await reportOf('S3ReplicateObject', {}, rows, { IN, OUT, COLD })
  assert.deepEqual(report, goldenRows('S3ReplicateObject'))
})
