import { noRoom } from '../model/no-room.ts'
import { namedAtUse } from './database-unusable.ts'
import { isDiskFull, openDatabase } from './open.ts'

/** Pages that are copied before others get their turn: 4 MiB. */
const PAGES_AT_ONCE = 1_024

/**
 * Copies a database, which may be in use, by SQLite's own means; the copy is one state of it, and is on the disk when this
 * resolves.
 * @param to must not be there yet
 * @throws S3Error `InsufficientStorage`, DatabaseUnusable when it is damaged
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const db = openDatabase({ file: from })
  try {
    await db.backup(to, { progress: () => PAGES_AT_ONCE })
  } catch (error) {
    throw isDiskFull(error) ? noRoom() : namedAtUse(error, from)
  } finally {
    db.close()
  }
}
