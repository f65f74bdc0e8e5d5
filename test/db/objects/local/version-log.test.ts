import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Tag } from '../../../../db/model/object.ts'
import { packEntries } from '../../../../db/objects/local/changes/entry-set.ts'
import { findVersions } from '../../../../db/objects/local/changes/find-versions.ts'
import { createSharedWords } from '../../../../db/objects/local/writer/shared-words.ts'
import { committedNotes, createVersionLog } from '../../../../db/objects/local/writer/version-log.ts'
import { createWriteLink, type WriteLink } from '../../../../db/objects/local/writer/write-link.ts'
import type { ChunkOutcome, EntryAction } from '../../../../db/objects/receipt-store.ts'
import { type Database, openDatabase } from '../../../../db/sqlite/open.ts'
import { makeBucket, openTestStore, type TestStore } from '../../../support/local-store.ts'

describe('the version log', () => {
  test('knows of notes about a range of keys, in the order of UTF-8 bytes', () => {
    const log = createVersionLog(createSharedWords())
    log.note(1, 'b', 'd')
    log.note(1, '\u{10000}')
    assert.equal(log.quietSince(0, 1, 'a', 'azz'), true)
    assert.equal(log.quietSince(0, 1, 'c', 'c'), false)
    assert.equal(log.quietSince(0, 1, 'a', 'b'), false)
    assert.equal(log.quietSince(0, 2, 'c', 'c'), true)
    assert.equal(log.quietSince(1, 1, 'c', 'c'), true, 'a note from before does not count')
    assert.equal(log.quietSince(0, 1, '\uffff', '\u{10001}'), false)
  })

  test('trusts nothing that was found longer ago than it remembers', () => {
    const log = createVersionLog(createSharedWords())
    for (let count = 0; count < 5_000; count++) log.note(1, 'x')
    assert.equal(log.quietSince(0, 2, 'a', 'b'), false)
    assert.equal(log.quietSince(4_999, 2, 'a', 'b'), true)
  })

  test('tells others of its notes once they are committed, and goes on counting in the next store', () => {
    const words = createSharedWords()
    const log = createVersionLog(words)
    log.note(1, 'x')
    assert.equal(committedNotes(words), 0)
    log.publish(false)
    assert.equal(committedNotes(words), 1)
    const next = createVersionLog(words)
    assert.equal(next.quietSince(0, 1, 'a', 'a'), false)
    assert.equal(next.quietSince(1, 1, 'a', 'a'), true)
  })

  test('is told by every file that makes or removes versions', () => {
    const folder = join(import.meta.dirname, '../../../../db/objects/local')
    const changing = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
      .filter(({ text }) => /INSERT (OR \w+ )?INTO version\b|DELETE FROM version\b/.test(text))
    assert.ok(changing.length >= 3)
    const silent = changing.filter(({ text }) => !text.includes('versionLog.note('))
    assert.deepEqual(
      silent.map(({ name }) => name),
      [],
    )
  })
})

describe('versions found ahead of the writer', () => {
  let local: TestStore
  let db: Database
  let link: WriteLink
  before(async () => {
    local = await openTestStore()
    await makeBucket(local, 'src')
    await makeBucket(local, 'versioned')
    await local.store.buckets.setVersioning('versioned', 'Enabled')
    db = openDatabase({ file: join(local.folder, 'objects.db'), readonly: true })
    link = createWriteLink(local.writer.attach('job'), local.writer.signal)
  })
  after(async () => {
    link.close()
    db.close()
    await local.close()
  })

  const tagged = (value: string): EntryAction => ({
    kind: 'change',
    change: { kind: 'putTagging', tags: [{ key: 'tag', value }] },
  })
  /** Looks up now, lets `meanwhile` happen, and applies what was found. */
  async function applyLate(
    bucket: string,
    keys: string[],
    meanwhile: () => Promise<unknown>,
    action: EntryAction,
  ): Promise<ChunkOutcome> {
    const entries = packEntries(keys)
    const found = findVersions(db, bucket, entries, committedNotes(local.writer.signal))
    assert.ok(found !== undefined)
    await meanwhile()
    const job = crypto.randomUUID()
    const chunk = { job, slice: 0, firstRow: 0, nextByte: 1, bucket, entries: { ...entries, found } }
    return link.call('applyChunk', { chunk, action })
  }
  const tagsOf = async (bucket: string, key: string): Promise<readonly Tag[]> =>
    (await local.store.reads.version({ bucket, key })).tags

  test('are used as they are when nothing happened, the missing ones included', async () => {
    await local.put('src', 'a')
    const outcome = await applyLate('src', ['a', 'gone'], async () => undefined, tagged('1'))
    assert.deepEqual(outcome, { succeeded: 1, failed: 1 })
    assert.equal((await tagsOf('src', 'a'))[0]?.value, '1')
  })

  test('are looked up again when one was replaced meanwhile', async () => {
    await local.put('versioned', 'k')
    const outcome = await applyLate('versioned', ['k'], () => local.put('versioned', 'k'), tagged('2'))
    assert.deepEqual(outcome, { succeeded: 1, failed: 0 })
    assert.equal((await tagsOf('versioned', 'k'))[0]?.value, '2')
  })

  test('are looked up again when one came or went meanwhile', async () => {
    await local.put('src', 'goes')
    const meanwhile = async (): Promise<void> => {
      await local.store.writes.remove({ bucket: 'src', key: 'goes' })
      // Gets the row that has just become free.
      await local.put('src', 'comes')
    }
    assert.deepEqual(await applyLate('src', ['comes', 'goes'], meanwhile, tagged('3')), { succeeded: 1, failed: 1 })
    assert.equal((await tagsOf('src', 'comes'))[0]?.value, '3')
  })

  test('of a bucket that was made anew meanwhile are not used', async () => {
    await makeBucket(local, 'short')
    await local.put('short', 'x')
    const meanwhile = async (): Promise<void> => {
      await local.store.writes.remove({ bucket: 'short', key: 'x' })
      await local.store.buckets.remove('short')
      await makeBucket(local, 'short')
      await local.put('src', 'elsewhere')
    }
    assert.deepEqual(await applyLate('short', ['x'], meanwhile, tagged('4')), { succeeded: 0, failed: 1 })
    assert.deepEqual(await tagsOf('src', 'elsewhere'), [])
  })

  test('are looked up again when another job has copied into their range', async () => {
    await local.put('src', 'from')
    const copy: EntryAction = {
      kind: 'copy',
      copy: {
        target: { bucket: 'src', headers: {} },
        keyPrefix: 'to/',
        metadata: 'copy',
        tagging: 'replace',
        annotations: 'copy',
      },
    }
    const copyNow = () => applyLate('src', ['from'], async () => undefined, copy)
    assert.deepEqual(await applyLate('src', ['to/from'], copyNow, tagged('5')), { succeeded: 1, failed: 0 })
    assert.equal((await tagsOf('src', 'to/from'))[0]?.value, '5')
  })

  test('are as good for a change that must not be done twice', async () => {
    const body = await local.store.writes.stageBytes(Buffer.from('x'))
    await local.store.writes.put({ bucket: 'src', key: 'cold', headers: {}, body, etag: 'e', storageClass: 'GLACIER' })
    const restore: EntryAction = { kind: 'change', change: { kind: 'restore', days: 1, tier: 'Bulk', durationMs: 1e6 } }
    assert.deepEqual(await applyLate('src', ['cold', 'warm?'], async () => undefined, restore), {
      succeeded: 1,
      failed: 1,
    })
    assert.deepEqual(await applyLate('src', ['a', 'cold'], async () => undefined, restore), { succeeded: 0, failed: 2 })
  })
})
