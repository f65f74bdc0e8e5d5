import type { Database } from '../../../sqlite/open.ts'
import { statement } from '../../../sqlite/statement.ts'
import { SHARED_WORDS } from '../writer/shared-words.ts'

/**
 * One snapshot of the database for all reads of a turn of the event loop, which halves what a look-up costs: a read of
 * its own takes and gives back SQLite's locks. A commit ends the snapshot, so that nobody misses a write that has been
 * answered; so does the end of the turn, because the log cannot begin anew below a reader.
 */
export interface ReadView {
  /** The connection, for one look-up: to be asked for anew before each. */
  now(): Database
  /** The connection for a long read, which must not hold up checkpoints. */
  apart(): Database
}

export function createReadView(db: Database, signal: SharedArrayBuffer): ReadView {
  const words = new Int32Array(signal)
  let open = false
  let commits = 0
  let ending: NodeJS.Immediate | undefined
  const end = (): void => {
    open = false
    if (db.open && db.inTransaction) endTransaction(db)
  }
  return {
    now() {
      // Counted before the snapshot is taken: it may hold more commits than that, never fewer.
      const now = Atomics.load(words, SHARED_WORDS.commits)
      if (open && now === commits) return db
      if (open) end()
      statement(db, 'BEGIN').run()
      open = true
      commits = now
      ending ??= setImmediate(() => {
        ending = undefined
        if (open) end()
      })
      return db
    },
    apart() {
      if (open) end()
      return db
    },
  }
}

/** A damaged page that a look-up came upon spoils the end of the snapshot as well; that look-up has been told of it. */
function endTransaction(db: Database): void {
  try {
    statement(db, 'COMMIT').run()
  } catch {
    if (db.inTransaction) statement(db, 'ROLLBACK').run()
  }
}
