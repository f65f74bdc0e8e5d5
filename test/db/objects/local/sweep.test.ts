import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sweepOrphans } from '../../../../db/objects/local/sweep-orphans.ts'
import { createWriteLink } from '../../../../db/objects/local/writer/write-link.ts'
import { makeBucket, openTestStore, readText } from '../../../support/local-store.ts'

test('a start removes files that no object owns, and no others', async () => {
  const local = await openTestStore()
  await makeBucket(local, 'b')
  await local.put('b', 'kept', 'x'.repeat(50_000))
  const orphan = join(local.folder, 'blobs', 'ab', 'ab00000000000000000000000000cdef')
  mkdirSync(join(local.folder, 'blobs', 'ab'), { recursive: true })
  writeFileSync(orphan, 'left behind')
  writeFileSync(join(local.folder, 'incoming', 'half'), 'half a body')
  const again = await local.reopen()
  const link = createWriteLink(again.writer.attach('job'), again.writer.signal)
  const removed = await sweepOrphans(link, again.folder, performance.timeOrigin + performance.now() + 1_000)
  assert.deepEqual(removed, { removed: 1, missing: [] })
  assert.equal(existsSync(orphan), false)
  assert.deepEqual(readdirSync(join(again.folder, 'incoming')), [])
  const version = await again.store.reads.version({ bucket: 'b', key: 'kept' })
  assert.equal((await readText(again, version)).length, 50_000)
  link.close()
  await again.close()
})

test('a body that comes when its store was removed leaves no folder behind', async () => {
  const local = await openTestStore()
  const body = local.store.writes.stage()
  await body.write(Buffer.alloc(300_000))
  for (const name of ['blobs', 'incoming']) rmSync(join(local.folder, name), { recursive: true })
  await assert.rejects(body.finish())
  assert.equal(existsSync(join(local.folder, 'blobs')), false)
  await local.close()
})

test('a body saved to a file outlives its object', async () => {
  const local = await openTestStore()
  await makeBucket(local, 'b')
  for (const size of [0, 10, 50_000]) {
    const version = await local.put('b', 'k', 'y'.repeat(size))
    const path = join(local.folder, `saved-${size}`)
    await local.store.reads.save(version, path)
    await local.store.writes.remove({ bucket: 'b', key: 'k' })
    utimesSync(path, 1, 1)
    const staged = await local.store.writes.stageFile(path)
    assert.equal(staged.size, size)
    assert.equal(existsSync(path), false)
    await local.store.writes.discard(staged)
  }
  await local.close()
})
