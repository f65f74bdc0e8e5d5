import assert from 'node:assert/strict'
import { readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { DamagedFile } from '../../../../db/model/damaged-file.ts'
import { openBody } from '../../../../db/objects/local/bodies/open-body.ts'
import { storeLayout } from '../../../../db/objects/local/layout.ts'
import { againWhenOvertaken } from '../../../../db/objects/overtaken.ts'
import { openDatabase } from '../../../../db/sqlite/open.ts'
import { ACCOUNT, makeBucket, openTestStore, readText, type TestStore } from '../../../support/local-store.ts'

const CONFLICT = { code: 'ConditionalRequestConflict' }

describe('a body whose object is written anew between look-up and use', () => {
  let local: TestStore
  before(async () => {
    local = await openTestStore()
    await makeBucket(local, 'b')
  })
  after(() => local.close())

  for (const size of [10, 300_000]) {
    test(`of ${size} bytes is told apart from a damaged one, and found by looking again`, async () => {
      const { reads, writes } = local.store
      const old = await local.put('b', 'k', 'a'.repeat(size))
      await local.put('b', 'k', 'z'.repeat(size))
      await assert.rejects(reads.open(old), CONFLICT)
      await assert.rejects(reads.save(old, join(local.folder, 'saved')), CONFLICT)
      let found = old
      const text = await againWhenOvertaken(async () => {
        const version = found
        found = await reads.version({ bucket: 'b', key: 'k' })
        return readText(local, version)
      })
      assert.equal(text, 'z'.repeat(size))
      await writes.remove({ bucket: 'b', key: 'k' })
    })
  }

  test('that is only damaged stays so', async () => {
    const version = await local.put('b', 'damaged', 'a'.repeat(300_000))
    rmSync(join(local.folder, 'blobs'), { recursive: true })
    await assert.rejects(local.store.reads.open(version), DamagedFile)
    await local.store.writes.remove({ bucket: 'b', key: 'damaged' })
  })

  test('is not copied with what was told of the old one', async () => {
    const { writes, reads } = local.store
    const copy = (sourceEtag: string) =>
      writes.copy({
        source: { bucket: 'b', key: 'source' },
        sourceEtag,
        target: { bucket: 'b', key: 'copy', headers: {} },
        metadata: 'copy',
        tagging: 'copy',
        annotations: 'copy',
      })
    const old = await local.put('b', 'source', 'one')
    const now = await local.put('b', 'source', 'three')
    await assert.rejects(copy(old.etag), CONFLICT)
    assert.equal(await reads.find({ bucket: 'b', key: 'copy' }), undefined)
    await copy(now.etag)
  })
})

test('a body of several files that nobody reads leaves none of them open', {
  skip: process.platform !== 'linux',
}, async () => {
  const local = await openTestStore()
  await makeBucket(local, 'b')
  const { uploads, writes, reads } = local.store
  const address = { bucket: 'b', key: 'k' }
  const draft = { ...address, headers: {} }
  const { id } = await uploads.create({ ...address, account: ACCOUNT, draft, checksum: undefined })
  const numbers = [1, 2, 3]
  for (const number of numbers) {
    const body = await writes.stageBytes(Buffer.alloc(300_000, number))
    await uploads.putPart(id, { number, size: 300_000, etag: `${number}`, checksum: undefined }, body)
  }
  await uploads.complete({
    ...address,
    upload: id,
    parts: numbers,
    etag: 'e-3',
    checksum: undefined,
    fingerprint: '',
  })
  const version = await reads.version(address)
  const db = openDatabase({ file: storeLayout(local.folder).database, readonly: true })
  const blobs = realpathSync(storeLayout(local.folder).blobs)
  // Other threads open files of their own.
  const open = () => openFiles().filter((path) => path.startsWith(blobs)).length
  assert.equal(open(), 0)
  const body = openBody(db, storeLayout(local.folder), version.blob ?? 0, { start: 0, end: 899_999 })
  assert.ok(body.kind === 'stream')
  assert.equal(open(), 3)
  body.stream.destroy()
  assert.equal(open(), 0)
  db.close()
  await local.close()
})

/** Of this process. One may be closed while it is looked at. */
function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`)
    } catch {
      return ''
    }
  })
}
