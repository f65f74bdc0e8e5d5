import { flushFile } from '../files/flush.ts'
import type { Database } from '../sqlite/open.ts'

/** SQLite's number for `normal`: with `full` each commit is flushed by itself, with `off` nothing is promised. */
const NORMAL = 1

/** Brings to the disk what has been committed: in WAL mode that is all in the log. */
export async function flushJobs(db: Database): Promise<void> {
  if (!db.open || db.pragma('synchronous', { simple: true }) !== NORMAL) return
  try {
    await flushFile(`${db.name}-wal`)
  } catch (error) {
    // A log that has gone has been written back, or its folder was left for another one.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
