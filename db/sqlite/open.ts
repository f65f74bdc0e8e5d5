import BetterSqlite3 from 'better-sqlite3'
import { namedAtOpen } from './database-unusable.ts'

/** A connection; the only type of better-sqlite3 that the rest of `db` knows. */
export type Database = BetterSqlite3.Database
export type Statement = BetterSqlite3.Statement

/** What a commit promises: `off` survives a killed process, `normal` also keeps the file whole at power loss, `full` keeps every commit. */
export type Synchronous = 'off' | 'normal' | 'full'

export interface OpenOptions {
  readonly file: string
  readonly readonly?: boolean
  readonly synchronous?: Synchronous
  /** Pages after which a commit checkpoints the log; 0 leaves that to another connection. */
  readonly checkpointPages?: number
  /** Page cache, in KiB. */
  readonly cacheKiB?: number
}

/**
 * Opens a database in WAL mode. The page size, cache and checkpoint numbers are the measured ones of
 * `docs/performance.md`: 4 KiB pages, 16 MiB cache, no memory map.
 * @throws DatabaseUnusable
 */
export function openDatabase(options: OpenOptions): Database {
  try {
    return open(options)
  } catch (error) {
    throw namedAtOpen(error, options.file)
  }
}

function open(options: OpenOptions): Database {
  const db = new BetterSqlite3(options.file, { readonly: options.readonly ?? false, timeout: 5_000 })
  if (options.readonly !== true) db.pragma('journal_mode = WAL')
  db.pragma(`synchronous = ${options.synchronous ?? 'normal'}`)
  db.pragma(`wal_autocheckpoint = ${options.checkpointPages ?? 1_000}`)
  db.pragma(`cache_size = -${options.cacheKiB ?? 16_384}`)
  db.pragma('foreign_keys = OFF')
  db.pragma('temp_store = MEMORY')
  return db
}

/**
 * Lets statements read the same file under the schema name `standing`, as it was committed last. SQLite puts aside all that
 * an INSERT reads from its own table before it inserts the first row; what it reads from another schema it inserts as it
 * comes. Transactions must begin deferred: an immediate one would lock the file twice.
 */
export function attachStanding(db: Database): void {
  db.prepare('ATTACH ? AS standing').run(db.name)
  db.pragma('standing.cache_size = -1024')
}

/** True for SQLite's own "no room left" errors. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && /^SQLITE_(FULL|IOERR_WRITE|IOERR_SHMSIZE)/.test(error.code)
}
