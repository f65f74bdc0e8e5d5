import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseUnusable } from './database-unusable.ts'
import type { Database } from './open.ts'

/**
 * Refuses a database that would begin anew where there are files that only an earlier one can have known: it was lost, and
 * what it knew would now be swept away as nobody's. To be called before its schema is made.
 *
 * @param folder holds files of which it has records, at any depth
 * @throws DatabaseUnusable
 */
export function refuseLost(db: Database, folder: string): void {
  if (Number(db.pragma('user_version', { simple: true })) > 0 || !hasFiles(folder)) return
  throw new DatabaseUnusable(
    `The file ${db.name} is missing or empty, though ${folder} holds files that it must have known: put it back, or remove the whole folder.`,
  )
}

function hasFiles(folder: string): boolean {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.some((entry) => !entry.isDirectory() || hasFiles(join(folder, entry.name)))
}
