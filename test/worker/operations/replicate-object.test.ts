import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { JobDraft } from '../../../db/model/job.ts'
import type { ReplicationRule } from '../../../db/model/replication-rules.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../../support/engine.ts'
import { makeBucket } from '../../support/local-store.ts'

let engine: TestEngine

before(async () => {
  engine = await openEngine()
  for (const name of ['src', 'dst', 'unversioned', 'bare', 'reports']) await makeBucket(engine.store, name)
  for (const name of ['src', 'dst', 'bare']) await engine.store.store.buckets.setVersioning(name, 'Enabled')
})
after(async () => {
  assert.deepEqual(engine.errors, [])
  await engine.close()
})

function replicateBy(...rules: readonly Partial<ReplicationRule>[]): Promise<void> {
  const Rules = rules.map((rule, index) => ({
    Status: 'Enabled',
    Priority: index,
    Filter: {},
    DeleteMarkerReplication: { Status: 'Enabled' },
    Destination: { Bucket: 'arn:aws:s3:::dst' },
    ...rule,
  }))
  return engine.store.store.buckets.putConfiguration('src', BUCKET_CONFIGURATIONS.replication, { Role: 'r', Rules })
}

async function runJob(changes: Partial<JobDraft>): Promise<readonly string[]> {
  const { id } = engine.create({ operation: { name: 'S3ReplicateObject', parameters: {} }, report: REPORT, ...changes })
  assert.equal((await engine.ends(id)).status, 'Complete')
  return [...reportRows(await readReport(engine.store, id))].sort()
}

async function runRows(rows: string): Promise<readonly string[]> {
  return runJob({ manifest: await putManifest(engine.store, rows, ['Bucket', 'Key', 'VersionId']) })
}

const version = (bucket: string, key: string, versionId?: string) =>
  engine.store.store.reads.version({ bucket, key, versionId })

const INELIGIBLE = 'failed,500,SrcObjectNotEligible,Object is not eligible for replication'

describe('S3ReplicateObject', () => {
  test('replicates what was there before the rules, says `success`, and leaves alone what no rule takes', async () => {
    const { versionId } = await engine.store.put('src', 'photos/a')
    const other = await engine.store.put('src', 'other')
    await replicateBy({ Filter: { Prefix: 'photos/' } })
    const rows = await runRows(`src,photos/a,${versionId}\nsrc,other,${other.versionId}\n`)
    assert.deepEqual(rows, [
      `src,other,${other.versionId},${INELIGIBLE}`,
      `src,photos/a,${versionId},succeeded,200,,success`,
    ])
    assert.equal((await version('src', 'photos/a')).replication, 'COMPLETED')
    assert.equal((await version('src', 'other')).replication, 'NONE')
    const replica = await version('dst', 'photos/a', versionId)
    assert.deepEqual([replica.replication, replica.versionId], ['REPLICA', versionId])
  })

  test('fails tasks whose version is not there, or is none', async () => {
    const { versionId } = await version('src', 'other')
    const rows = await runRows(`src,gone,${versionId}\nsrc,other,\nsrc,other,nonsense\nnowhere,a,${versionId}\n`)
    const invalid = 'failed,500,SrcObjectNotFound,Object versionID is invalid'
    assert.deepEqual(rows, [
      `nowhere,a,${versionId},failed,500,SrcBucketNotFound,Source bucket was not found`,
      `src,gone,${versionId},${invalid}`,
      `src,other,,${invalid}`,
      `src,other,nonsense,${invalid}`,
    ])
  })

  test('does not take archived objects, and fails where there is no configuration', async () => {
    await replicateBy({})
    const body = await engine.store.store.writes.stageBytes(Buffer.from('x'))
    const archived = await engine.store.store.writes.put({
      bucket: 'src',
      key: 'cold',
      headers: {},
      storageClass: 'DEEP_ARCHIVE',
      body,
      etag: 'e',
    })
    const bare = await engine.store.put('bare', 'a')
    const rows = await runRows(`src,cold,${archived.versionId}\nbare,a,${bare.versionId}\n`)
    assert.deepEqual(rows, [
      `bare,a,${bare.versionId},failed,500,SrcBucketReplicationConfigMissing,Source bucket has no replication configuration`,
      `src,cold,${archived.versionId},${INELIGIBLE}`,
    ])
  })

  test('tells why a destination did not take it, and FAILED stands on the source', async () => {
    const { versionId } = await version('src', 'other')
    await replicateBy({ Destination: { Bucket: 'arn:aws:s3:::nowhere' } })
    assert.deepEqual(await runRows(`src,other,${versionId}\n`), [
      `src,other,${versionId},failed,500,DstBucketNotFound,Destination bucket was not found`,
    ])
    assert.equal((await version('src', 'other')).replication, 'FAILED')
    await replicateBy({ Destination: { Bucket: 'arn:aws:s3:::unversioned' } })
    assert.deepEqual(await runRows(`src,other,${versionId}\n`), [
      `src,other,${versionId},failed,500,DstBucketUnversioned,Versioning is not enabled on the destination bucket`,
    ])
  })

  test('does not bring back a replica that was deleted by its version id', async () => {
    await replicateBy({})
    const { versionId } = await engine.store.put('src', 'once')
    assert.deepEqual(await runRows(`src,once,${versionId}\n`), [`src,once,${versionId},succeeded,200,,success`])
    await engine.store.store.writes.remove({ bucket: 'dst', key: 'once', versionId })
    assert.match((await runRows(`src,once,${versionId}\n`))[0] ?? '', /failed,500,DstObjectHardDeleted,/)
  })

  test('with a generated manifest takes every version that the rules cover, delete markers too', async () => {
    await replicateBy({ Filter: { Prefix: 'all/' } })
    const first = await engine.store.put('src', 'all/k', 'one')
    const second = await engine.store.put('src', 'all/k', 'two')
    const marker = await engine.store.store.writes.remove({ bucket: 'src', key: 'all/k' })
    const manifestGenerator = {
      SourceBucket: 'arn:aws:s3:::src',
      EnableManifestOutput: false,
      Filter: { EligibleForReplication: true },
    }
    const rows = await runJob({ manifestGenerator })
    const expected = [first.versionId, second.versionId, marker.versionId]
      .map((id) => `src,all/k,${id},succeeded,200,,success`)
      .sort()
    assert.deepEqual(rows, expected)
    const { versions } = await engine.store.store.reads.listVersions({
      bucket: 'dst',
      prefix: 'all/',
      delimiter: undefined,
      keyMarker: undefined,
      versionIdMarker: undefined,
      limit: 10,
    })
    assert.deepEqual(
      versions.map(({ versionId }) => versionId),
      [marker.versionId, second.versionId, first.versionId],
    )
  })
})
