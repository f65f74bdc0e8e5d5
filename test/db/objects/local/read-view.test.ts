import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { S3Error } from '../../../../db/model/s3-error.ts'
import { createReadView, type ReadView } from '../../../../db/objects/local/reads/read-view.ts'
import { SHARED_WORDS } from '../../../../db/objects/local/writer/shared-words.ts'
import { type Database, openDatabase } from '../../../../db/sqlite/open.ts'
import { one } from '../../../../db/sqlite/statement.ts'
import { makeBucket, openTestStore, type TestStore } from '../../../support/local-store.ts'

describe('reads of a thread', () => {
  let local: TestStore
  let db: Database
  let view: ReadView
  before(async () => {
    local = await openTestStore()
    await makeBucket(local, 'src')
    db = openDatabase({ file: join(local.folder, 'objects.db'), readonly: true })
    view = createReadView(db, local.writer.signal)
  })
  after(async () => {
    db.close()
    await local.close()
  })

  const versions = (): number =>
    one<{ count: number }>(view.now(), 'SELECT count(*) AS count FROM version')?.count ?? -1
  /** Without giving the event loop a turn. */
  const untilCommit = (act: () => unknown): void => {
    const words = new Int32Array(local.writer.signal)
    const before = Atomics.load(words, SHARED_WORDS.commits)
    act()
    while (Atomics.load(words, SHARED_WORDS.commits) === before) {
      // The writer is another thread.
    }
  }

  test('share a snapshot within a turn, until something is committed', async () => {
    const body = await local.store.writes.stageBytes(Buffer.from('x'))
    const first = versions()
    assert.equal(db.inTransaction, true)
    let put: Promise<unknown> = Promise.resolve()
    untilCommit(() => {
      put = local.store.writes.put({ bucket: 'src', key: 'k', headers: {}, body, etag: 'e' })
    })
    assert.equal(versions(), first + 1)
    await put
  })

  test('hold no snapshot when the turn is over, or when they are long', async () => {
    versions()
    await nextTurn()
    assert.equal(db.inTransaction, false)
    versions()
    assert.equal(view.apart().inTransaction, false)
  })

  test('of a long body hold no snapshot while it is read without a turn', async () => {
    const probe = openDatabase({ file: join(local.folder, 'objects.db') })
    try {
      probe.pragma('busy_timeout = 0')
      await local.put('src', 'long', 'x'.repeat(300_000))
      const version = await local.store.reads.version({ bucket: 'src', key: 'long' })
      let size = 0
      for await (const piece of await local.store.reads.pieces(version)) {
        size += piece.length
        assert.deepEqual(probe.pragma('wal_checkpoint(RESTART)', { simple: true }), 0)
      }
      assert.equal(size, 300_000)
    } finally {
      probe.close()
    }
  })

  test('know at once that a bucket has changed, gone or come back', async () => {
    const { buckets } = local.store
    assert.equal((await buckets.get('src')).versioning, 'Off')
    await buckets.setVersioning('src', 'Enabled')
    assert.equal((await buckets.get('src')).versioning, 'Enabled')
    const { id } = await makeBucket(local, 'again')
    assert.equal((await buckets.get('again')).id, id)
    await buckets.remove('again')
    await assert.rejects(buckets.get('again'), (error) => error instanceof S3Error && error.code === 'NoSuchBucket')
    assert.notEqual((await makeBucket(local, 'again')).id, id)
    assert.notEqual((await buckets.find('again'))?.id, id)
  })
})
