import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createLogKeeper, type LogKeeper } from '../../../../db/objects/local/writer/checkpoints/log-keeper.ts'
import {
  type Checkpointer,
  startCheckpointer,
} from '../../../../db/objects/local/writer/checkpoints/start-checkpointer.ts'
import {
  CHECKPOINTER,
  createSharedWords,
  SHARED_WORDS,
  sleepUntilWoken,
} from '../../../../db/objects/local/writer/shared-words.ts'
import { type Database, openDatabase } from '../../../../db/sqlite/open.ts'
import { ACCOUNT, makeBucket, openTestStore } from '../../../support/local-store.ts'

const PAGE_BYTES = 4_096
const LONGEST_PAGES = 3_000
const ROWS_A_COMMIT = 50

const folder = mkdtempSync(join(tmpdir(), 's3control-local-log-'))
after(() => rmSync(folder, { recursive: true }))

interface Log {
  readonly db: Database
  readonly keeper: LogKeeper
  /** Commits so many pages, and waits like a job where it is told to. */
  write(pages: number): number
  longest: number
  close(): Promise<void>
}

function openLog(name: string, withCheckpointer: boolean): Log {
  const file = join(folder, name)
  const signal = createSharedWords()
  const words = new Int32Array(signal)
  const db = openDatabase({ file })
  db.exec('CREATE TABLE page (body BLOB)')
  let checkpointer: Checkpointer | undefined
  const start = (): void => {
    checkpointer = startCheckpointer({ file, synchronous: 'normal', signal })
    // It begins without this thread's event loop.
    for (let tries = 0; tries < 200 && words[SHARED_WORDS.checkpointer] === CHECKPOINTER.none; tries++) {
      Atomics.wait(words, SHARED_WORDS.wake, words[SHARED_WORDS.wake]!, 50)
    }
    assert.equal(words[SHARED_WORDS.checkpointer], CHECKPOINTER.idle)
  }
  const keeper = createLogKeeper(db, signal, withCheckpointer ? start : () => undefined, LONGEST_PAGES)
  const insert = db.prepare(`INSERT INTO page VALUES (randomblob(${PAGE_BYTES}))`)
  const log: Log = {
    db,
    keeper,
    longest: 0,
    write(pages) {
      let waits = 0
      for (let written = 0; written < pages; written += ROWS_A_COMMIT) {
        const seen = Atomics.load(words, SHARED_WORDS.wake)
        if (keeper.full()) {
          waits += 1
          sleepUntilWoken(words, seen, 5_000)
          written -= ROWS_A_COMMIT
          continue
        }
        db.transaction(() => {
          for (let row = 0; row < ROWS_A_COMMIT; row++) insert.run()
        })()
        keeper.committed()
        log.longest = Math.max(log.longest, statSync(`${file}-wal`).size / PAGE_BYTES)
      }
      return waits
    },
    async close() {
      await checkpointer?.stop()
      db.close()
    },
  }
  return log
}

describe("the database's log", () => {
  test('is written back beside the writer, and a job waits where it would grow too long', async () => {
    const log = openLog('bounded.db', true)
    try {
      log.write(30_000)
      assert.ok(log.longest > 1_100, `${log.longest} pages: nobody but the checkpointer writes back`)
      assert.ok(log.longest < LONGEST_PAGES * 1.5, `${log.longest} pages`)
      assert.equal(log.db.prepare('SELECT count(*) AS rows FROM page').pluck().get(), 30_000)
    } finally {
      await log.close()
    }
  })

  test('grows on when somebody reads an old state of the database: a job does not wait for ever', async () => {
    const log = openLog('stuck.db', true)
    const reader = openDatabase({ file: log.db.name, readonly: true })
    try {
      log.write(1_500)
      reader.exec('BEGIN')
      const seen = reader.prepare('SELECT count(*) FROM page').pluck().get()
      log.write(9_000)
      assert.ok(log.longest > LONGEST_PAGES * 1.5, `${log.longest} pages`)
      assert.equal(reader.prepare('SELECT count(*) FROM page').pluck().get(), seen)
      reader.exec('COMMIT')
    } finally {
      reader.close()
      await log.close()
    }
  })

  test('is left to SQLite as long as there is no checkpointer', async () => {
    const log = openLog('alone.db', false)
    try {
      assert.equal(log.write(10_000), 0)
      assert.ok(log.longest < 1_500, `${log.longest} pages`)
    } finally {
      await log.close()
    }
  })

  test('has no checkpointer left when the store moves to another folder, and nothing is lost', async () => {
    const store = await openTestStore()
    const words = new Int32Array(store.writer.signal)
    const other = mkdtempSync(join(folder, 'other-'))
    await makeBucket(store, 'bkt')
    const body = 'x'.repeat(16_000)
    let keys = 0
    while (keys < 10_000 && words[SHARED_WORDS.checkpointer] === CHECKPOINTER.none) {
      await store.put('bkt', `k${keys}`, body)
      keys += 1
    }
    assert.notEqual(words[SHARED_WORDS.checkpointer], CHECKPOINTER.none, 'none has begun')
    store.store.close()
    await store.writer.switchTo({ folder: other, synchronous: 'off' })
    assert.equal(words[SHARED_WORDS.checkpointer], CHECKPOINTER.none)
    await store.writer.stop()
    const again = await openTestStore(store.folder)
    const query = { bucket: 'bkt', prefix: '', delimiter: undefined, after: undefined, limit: 100_000 }
    assert.equal((await again.store.reads.list(query)).objects.length, keys)
    assert.equal((await again.store.buckets.find('bkt'))?.account, ACCOUNT)
    await again.close()
  })
})
