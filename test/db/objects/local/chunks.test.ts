import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Chunk, EntryAction, TaskResult } from '../../../../db/objects/receipt-store.ts'
import { makeBucket, openTestStore, type TestStore } from '../../../support/local-store.ts'

const tagged: EntryAction = { kind: 'change', change: { kind: 'putTagging', tags: [{ key: 'a', value: 'b' }] } }

function chunkOf(job: string, bucket: string, keys: string[], versionIds?: string[]): Chunk {
  return { job, slice: 0, firstRow: 0, nextByte: 100, bucket, keys, versionIds }
}

describe('chunks of a job', () => {
  let local: TestStore
  before(async () => {
    local = await openTestStore()
    for (const name of ['src', 'dst', 'vsrc', 'vdst']) await makeBucket(local, name)
    await makeBucket(local, 'locked', { objectLock: true })
    for (const name of ['vsrc', 'vdst']) await local.store.buckets.setVersioning(name, 'Enabled')
    for (let index = 0; index < 20; index += 1) await local.put('src', `k${index}`)
  })
  after(() => local.close())

  const results = (job: string): TaskResult[] => [...(local.store.receipts.results(job, 0) as Iterable<TaskResult>)]

  test('every key that is there is tagged, every other is a failed task with its place', async () => {
    const outcome = await local.store.receipts.applyChunk(chunkOf('j1', 'src', ['k1', 'no', 'k2', 'k1']), tagged)
    assert.deepEqual(outcome, { succeeded: 3, failed: 1 })
    assert.deepEqual(
      results('j1').map(({ row, errorCode, httpStatus }) => [row, errorCode, httpStatus]),
      [[1, 'NoSuchKey', 404]],
    )
    assert.deepEqual((await local.store.reads.version({ bucket: 'src', key: 'k2' })).tags, [{ key: 'a', value: 'b' }])
  })

  test('a chunk that is on record is not done again', async () => {
    const chunk = chunkOf('j2', 'src', ['k3'])
    await local.store.receipts.applyChunk(chunk, tagged)
    assert.deepEqual(await local.store.receipts.applyChunk(chunk, tagged), { succeeded: 0, failed: 0 })
    assert.deepEqual(await local.store.receipts.progress('j2'), { succeeded: 1, failed: 0 })
  })

  test('versions are addressed by id, and bad ids fail alone', async () => {
    const one = await local.put('vsrc', 'v')
    await local.put('vsrc', 'v')
    const versions = [one.versionId, '', 'nonsense', 'null']
    const outcome = await local.store.receipts.applyChunk(chunkOf('j3', 'vsrc', ['v', 'v', 'v', 'v'], versions), tagged)
    assert.deepEqual(outcome, { succeeded: 1, failed: 3 })
    assert.deepEqual(
      results('j3').map(({ errorCode, message }) => [errorCode, message]),
      [
        ['InvalidRequest', 'Task failed due to missing VersionId'],
        ['InvalidArgument', 'Invalid version id specified'],
        ['NoSuchVersion', 'The specified version does not exist.'],
      ],
    )
    assert.equal(
      (await local.store.reads.version({ bucket: 'vsrc', key: 'v', versionId: one.versionId })).tags.length,
      1,
    )
    assert.equal((await local.store.reads.version({ bucket: 'vsrc', key: 'v' })).tags.length, 0)
  })

  test('a delete marker cannot be tagged', async () => {
    await local.put('vsrc', 'gone')
    await local.store.writes.remove({ bucket: 'vsrc', key: 'gone' })
    await local.store.receipts.applyChunk(chunkOf('j4', 'vsrc', ['gone']), tagged)
    assert.equal(results('j4')[0]?.errorCode, 'MethodNotAllowed')
  })

  test('copies share bodies, keep tags, and are refused one by one', async () => {
    const copy: EntryAction = {
      kind: 'copy',
      copy: {
        target: { bucket: 'dst', headers: {} },
        keyPrefix: 'p/',
        metadata: 'copy',
        tagging: 'copy',
        annotations: 'copy',
      },
    }
    const outcome = await local.store.receipts.applyChunk(chunkOf('j5', 'src', ['k1', 'none', 'k4']), copy)
    assert.deepEqual(outcome, { succeeded: 2, failed: 1 })
    assert.deepEqual(
      results('j5').map(({ row, errorCode }) => [row, errorCode]),
      [[1, 'NoSuchKey']],
    )
    assert.equal((await local.store.reads.version({ bucket: 'dst', key: 'p/k1' })).tags.length, 1)
    // Once more, over what is there now.
    assert.deepEqual(await local.store.receipts.applyChunk(chunkOf('j6', 'src', ['k1', 'k4', 'k4']), copy), {
      succeeded: 3,
      failed: 0,
    })
    const page = await local.store.reads.listVersions({
      bucket: 'dst',
      prefix: '',
      delimiter: undefined,
      keyMarker: undefined,
      versionIdMarker: undefined,
      limit: 10,
    })
    assert.deepEqual(
      page.versions.map(({ key }) => key),
      ['p/k1', 'p/k4'],
    )
  })

  test('a copy into a versioned bucket makes one new version each', async () => {
    const copy: EntryAction = {
      kind: 'copy',
      copy: {
        target: { bucket: 'vdst', headers: { contentType: 'text/plain' }, tags: [] },
        keyPrefix: '',
        metadata: 'replace',
        tagging: 'replace',
        annotations: 'copy',
      },
    }
    await local.store.receipts.applyChunk(chunkOf('j7', 'src', ['k1', 'k2', 'k3']), copy)
    const version = await local.store.reads.version({ bucket: 'vdst', key: 'k2' })
    assert.equal(version.headers.contentType, 'text/plain')
    assert.equal(version.versionId.length, 32)
    assert.deepEqual(version.tags, [])
  })

  test('a legal hold needs Object Lock on the bucket', async () => {
    const hold: EntryAction = { kind: 'change', change: { kind: 'putLegalHold', on: true } }
    await local.store.receipts.applyChunk(chunkOf('j8', 'src', ['k1', 'none']), hold)
    assert.deepEqual(
      results('j8').map(({ errorCode }) => errorCode),
      ['InvalidRequest', 'NoSuchKey'],
    )
    await local.put('locked', 'l')
    await local.store.receipts.applyChunk(chunkOf('j9', 'locked', ['l']), hold)
    const version = await local.store.reads.version({ bucket: 'locked', key: 'l' })
    assert.equal(version.legalHold, true)
    await assert.rejects(local.store.writes.remove({ bucket: 'locked', key: 'l', versionId: version.versionId }), {
      code: 'AccessDenied',
    })
  })

  test('a repeated restore of the same key meets the first one', async () => {
    const body = await local.store.writes.stageBytes(Buffer.from('x'))
    await local.store.writes.put({ bucket: 'src', key: 'cold', headers: {}, body, etag: 'e', storageClass: 'GLACIER' })
    const restore: EntryAction = {
      kind: 'change',
      change: { kind: 'restore', days: 1, tier: 'Bulk', durationMs: 1_000 },
    }
    await local.store.receipts.applyChunk(chunkOf('j10', 'src', ['cold', 'cold', 'k1']), restore)
    assert.deepEqual(
      results('j10').map(({ row, errorCode }) => [row, errorCode]),
      [
        [1, 'RestoreAlreadyInProgress'],
        [2, 'InvalidObjectState'],
      ],
    )
  })
})
