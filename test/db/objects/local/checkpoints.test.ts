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
after(() => rmSync(folder, { recursive: true, maxRetries: 5 }))

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
    const until = performance.now() + 60_000
    while (words[SHARED_WORDS.checkpointer] === CHECKPOINTER.none && performance.now() < until) {
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

const SLOW_LONGEST_PAGES = 1_500

/** A log whose checkpointer is the test itself. */
function openSlowly(name: string, writeBack?: () => never) {
  const signal = createSharedWords()
  const words = new Int32Array(signal)
  words[SHARED_WORDS.checkpointer] = CHECKPOINTER.idle
  const db = openDatabase({ file: join(folder, name) })
  db.exec('CREATE TABLE page (body BLOB)')
  const watched: Pick<Database, 'prepare' | 'pragma'> = {
    prepare: (sql: string) =>
      writeBack !== undefined && sql.includes('PASSIVE') ? { ...db.prepare(sql), get: writeBack } : db.prepare(sql),
    pragma: (sql) => db.pragma(sql),
  }
  const keeper = createLogKeeper(watched as Database, signal, () => undefined, SLOW_LONGEST_PAGES)
  const insert = db.prepare(`INSERT INTO page VALUES (randomblob(${PAGE_BYTES}))`)
  const write = (pages: number): void => {
    db.transaction(() => {
      for (let row = 0; row < pages; row++) insert.run()
    })()
    keeper.committed()
  }
  const reader = openDatabase({ file: db.name, readonly: true })
  const other = openDatabase({ file: db.name, checkpointPages: 0 })
  return {
    file: db.name,
    keeper,
    write,
    asked: () => words[SHARED_WORDS.checkpointer] === CHECKPOINTER.asked,
    /** Writes back what was there when it began; so many pages come meanwhile. */
    checkpoint(pagesMeanwhile: number) {
      reader.exec('BEGIN')
      reader.prepare('SELECT count(*) FROM page').get()
      write(pagesMeanwhile)
      other.pragma('wal_checkpoint(PASSIVE)')
      reader.exec('COMMIT')
      words[SHARED_WORDS.checkpointer] = CHECKPOINTER.idle
    },
    close() {
      for (const each of [reader, other, db]) each.close()
    },
  }
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

  test('does not grow for ever below requests that the checkpointer cannot keep up with', () => {
    const log = openSlowly('slow.db')
    try {
      let [waited, released, longest] = [false, 0, 0]
      for (let commits = 0; commits < 100; commits++) {
        log.write(100)
        if (log.asked()) log.checkpoint(400)
        const full = log.keeper.full()
        if (waited && !full) released += 1
        waited = full
        longest = Math.max(longest, statSync(`${log.file}-wal`).size / PAGE_BYTES)
      }
      assert.ok(released > 0, 'jobs waited for ever')
      assert.ok(longest < SLOW_LONGEST_PAGES * 3, `${longest} pages`)
    } finally {
      log.close()
    }
  })

  test('is left as it is when a disk is full, and nobody waits or dies for that', () => {
    const log = openSlowly('full.db', () => {
      throw new Error('database or disk is full')
    })
    try {
      while (!log.keeper.full()) log.write(100)
      log.checkpoint(100)
      assert.equal(log.keeper.full(), false)
    } finally {
      log.close()
    }
  })

  test('has a checkpointer that may die: the writer is woken and does without it', async () => {
    const signal = createSharedWords()
    const words = new Int32Array(signal)
    const checkpointer = startCheckpointer({ file: join(folder, 'no-folder', 'no.db'), synchronous: 'normal', signal })
    await checkpointer.stop()
    assert.equal(words[SHARED_WORDS.wake], 1)
    assert.equal(words[SHARED_WORDS.checkpointer], CHECKPOINTER.none)
    await checkpointer.stop()
    assert.equal(words[SHARED_WORDS.checkpointer], CHECKPOINTER.none)
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
    while (keys < 90_000 && words[SHARED_WORDS.checkpointer] === CHECKPOINTER.none) {
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
