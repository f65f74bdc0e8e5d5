import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseUnusable, namedAtOpen } from './database-unusable.ts'
import type { Database } from './open.ts'

/**
 * Brings a database to the newest schema. Files are named `NNN-what.sql`, run once each in order, and are never edited
 * after they have landed; `user_version` remembers how far a database is.
 *
 * @throws DatabaseUnusable, also when the database was made by a newer version of this program
 */
export function migrate(db: Database, schema: 'objects' | 'jobs'): void {
  try {
    migrateTo(db, schema)
  } catch (error) {
    throw namedAtOpen(error, db.name)
  }
}

function migrateTo(db: Database, schema: 'objects' | 'jobs'): void {
  const folder = join(import.meta.dirname, 'migrations', schema)
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > files.length) {
    throw new DatabaseUnusable(
      `The database ${db.name} was made by a newer version of s3control-local: it has schema ${version}, this version knows ${files.length}.`,
    )
  }
  if (version === files.length) return
  db.transaction(() => {
    for (const file of files.slice(version)) db.exec(readFileSync(join(folder, file), 'utf8'))
    db.pragma(`user_version = ${files.length}`)
  }).immediate()
  if (version === 0) flushNew(db)
}

/** A new database is on the disk before anything refers to it; later commits are as safe as its level says. */
function flushNew(db: Database): void {
  if (db.pragma('synchronous', { simple: true }) !== OFF) db.pragma('wal_checkpoint(TRUNCATE)')
}

const OFF = 0
