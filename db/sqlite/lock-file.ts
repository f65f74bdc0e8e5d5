import { accessSync, constants, lstatSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'

/**
 * Takes a file for this process alone, until it is released or the process ends, however it does. The lock is the system's
 * own, by way of SQLite: it leaves nothing behind that could be taken for a lock, and containers that share the folder see
 * it, whose process numbers say nothing to each other.
 *
 * The file stays empty and must not be removed: who has it open may be about to take it.
 * @returns what releases it; undefined when somebody else has it
 * @throws what the file system says
 */
export function lockFile(path: string): (() => void) | undefined {
  const present = lstatSync(path, { throwIfNoEntry: false })
  if (present?.isSymbolicLink() === true) throw new Error(`${path} is a symbolic link`)
  // One that is opened for reading only is shared, although exclusiveness was asked for.
  if (present !== undefined) accessSync(path, constants.W_OK)
  const db = new BetterSqlite3(path, { timeout: 0 })
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    return () => db.close()
  } catch (error) {
    db.close()
    if (error instanceof BetterSqlite3.SqliteError && error.code === 'SQLITE_BUSY') return undefined
    throw error
  }
}
