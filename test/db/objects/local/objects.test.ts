import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { makeBucket, openTestStore, readText, type TestStore } from '../../../support/local-store.ts'

describe('objects of the local store', () => {
  let local: TestStore
  before(async () => {
    local = await openTestStore()
    await makeBucket(local, 'plain')
    await makeBucket(local, 'versioned')
    await local.store.buckets.setVersioning('versioned', 'Enabled')
  })
  after(() => local.close())

  test('a put object reads back, with the null version in a bucket without versioning', async () => {
    await local.put('plain', 'a', 'one')
    await local.put('plain', 'a', 'two')
    const version = await local.store.reads.version({ bucket: 'plain', key: 'a' })
    assert.equal(version.versionId, 'null')
    assert.equal(await readText(local, version), 'two')
    const page = await local.store.reads.listVersions({
      bucket: 'plain',
      prefix: 'a',
      delimiter: undefined,
      keyMarker: undefined,
      versionIdMarker: undefined,
      limit: 10,
    })
    assert.equal(page.versions.length, 1)
  })

  test('a versioned bucket keeps every version and finds each by its id', async () => {
    const first = await local.put('versioned', 'v', 'one')
    const second = await local.put('versioned', 'v', 'two')
    assert.equal(first.versionId.length, 32)
    assert.notEqual(first.versionId, second.versionId)
    const old = await local.store.reads.version({ bucket: 'versioned', key: 'v', versionId: first.versionId })
    assert.equal(await readText(local, old), 'one')
    assert.equal(old.isLatest, false)
  })

  test('deleting in a versioned bucket puts a marker on top, and deleting the marker brings the object back', async () => {
    await local.put('versioned', 'd')
    const gone = await local.store.writes.remove({ bucket: 'versioned', key: 'd' })
    assert.equal(gone.deleteMarker, true)
    assert.equal((await local.store.reads.version({ bucket: 'versioned', key: 'd' })).deleteMarker, true)
    await local.store.writes.remove({ bucket: 'versioned', key: 'd', versionId: gone.versionId })
    assert.equal((await local.store.reads.version({ bucket: 'versioned', key: 'd' })).deleteMarker, false)
  })

  test('a missing key, a missing version and a malformed version id are told apart', async () => {
    const find = (versionId?: string) => local.store.reads.version({ bucket: 'versioned', key: 'nope', versionId })
    const { versionId } = await local.put('versioned', 'other')
    await assert.rejects(find(), { code: 'NoSuchKey' })
    await assert.rejects(find(versionId), { code: 'NoSuchVersion' })
    await assert.rejects(find('x'.repeat(32)), { code: 'InvalidArgument' })
  })

  test('a large body lies in a file, is shared by its copy, and goes with the last of them', async () => {
    const text = 'x'.repeat(300_000)
    await local.put('plain', 'large', text)
    await local.store.writes.copy({
      source: { bucket: 'plain', key: 'large' },
      target: { bucket: 'plain', key: 'copy', headers: {} },
      metadata: 'copy',
      tagging: 'copy',
      annotations: 'copy',
    })
    assert.equal(blobFiles(local).length, 1)
    await local.store.writes.remove({ bucket: 'plain', key: 'large' })
    const copy = await local.store.reads.version({ bucket: 'plain', key: 'copy' })
    assert.equal(await readText(local, copy), text)
    await local.store.writes.remove({ bucket: 'plain', key: 'copy' })
    assert.equal(blobFiles(local).length, 0)
  })

  test('If-None-Match is judged in the transaction: of many writers one wins', async () => {
    const writers = Array.from({ length: 20 }, async (_, index) => {
      const body = await local.store.writes.stageBytes(Buffer.from(`${index}`))
      return local.store.writes.put({
        bucket: 'plain',
        key: 'once',
        headers: {},
        body,
        etag: `${index}`,
        conditions: { ifNoneMatch: '*' },
      })
    })
    const outcomes = await Promise.allSettled(writers)
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  test('keys that look like paths, hold a NUL or are 1,024 bytes long are only keys', async () => {
    for (const key of ['../../etc/passwd', 'a\u0000b', '/', '..', '\u{1f600}'.repeat(256), 'a'.repeat(1024)]) {
      await local.put('plain', key, key)
      const version = await local.store.reads.version({ bucket: 'plain', key })
      assert.equal(await readText(local, version), key)
    }
  })
})

function blobFiles(local: TestStore): string[] {
  return readdirSync(join(local.folder, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}
