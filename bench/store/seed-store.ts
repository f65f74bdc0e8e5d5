/**
 * A data folder with millions of small objects, made by bulk SQL in the closed store and kept in the system's temporary
 * folder: 5,000,000 objects take about a minute the first time and a file copy after that.
 */
import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { STORAGE_CLASSES } from '../../db/model/object.ts'
import { storeLayout } from '../../db/objects/local/layout.ts'
import { migrate } from '../../db/sqlite/migrate.ts'
import { type Database, openDatabase } from '../../db/sqlite/open.ts'
import { ACCOUNT, COPIES, FILES, firstArchived, OBJECTS } from './bench-keys.ts'

const CACHE = join(tmpdir(), 's3control-local-bench')
const ROWS_A_COMMIT = 250_000
const GLACIER = STORAGE_CLASSES.indexOf('GLACIER')

/** A data folder (for `--data`) of its own for the caller, with so many objects. */
export function seededFolder(objects: number, name: string): string {
  const seed = join(CACHE, `seed-${objects}-${schemaHash()}`)
  if (!existsSync(seed)) makeSeed(seed, objects)
  const folder = join(CACHE, `run-${process.pid}-${name}`)
  rmSync(folder, { recursive: true, force: true })
  cpSync(seed, folder, { recursive: true })
  return folder
}

/** An empty data folder of the caller's own, on the same disk as the seeded ones. */
export function emptyFolder(name: string): string {
  const folder = join(CACHE, `run-${process.pid}-${name}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Waits until what was copied is on the disk: the first flush of a server would pay for it. */
export function settleDisk(): void {
  spawnSync('sync')
}

export function dropFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** The database of a data folder. */
export function databaseOf(folder: string): string {
  return storeLayout(join(folder, 'state-0')).database
}

/** A store of another schema, or with other objects, is no use. */
function schemaHash(): string {
  const folder = join(import.meta.dirname, '../../db/sqlite/migrations/objects')
  const texts = readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
  return hash('md5', [VERSIONS, ATTRS, BLOBS, ...texts].join('')).slice(0, 8)
}

function makeSeed(seed: string, objects: number): void {
  const part = `${seed}.part`
  rmSync(part, { recursive: true, force: true })
  const layout = storeLayout(join(part, 'state-0'))
  mkdirSync(layout.blobs, { recursive: true })
  const db = openDatabase({ file: layout.database, synchronous: 'off', cacheKiB: 262_144 })
  migrate(db, 'objects')
  fill(db, objects)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  renameSync(part, seed)
}

const MODIFIED = `unixepoch('2026-01-01') * 1000`
const BODY = "CAST(printf('%08d', n) AS BLOB)"

/** The columns that a PutObject of 8 bytes fills, with texts of the same lengths. */
const VERSIONS = `INSERT INTO version (id, bucket_id, key, seq, named, marker, modified_ms, size, etag, blob, headers, checksum)
  SELECT n + 1, 1, printf('data/dt=2026-01-01/%06d/%06d.parquet', n / 1000, n % 1000), 9007199254740991 - n - 1, 1, 0, ${MODIFIED}, 8,
    printf('%032x', n), n + 1, '{"contentType":"application/octet-stream"}',
    printf('CRC64NVME:%011d=', n)
  FROM numbers`
const ATTRS =
  'INSERT INTO attr (id, storage) SELECT n + 1, CASE WHEN n >= @archived THEN @glacier ELSE 0 END FROM numbers'
const BLOBS = `INSERT INTO blob (id, size, bytes) SELECT n + 1, 8, ${BODY} FROM numbers`
const NUMBERS = 'WITH RECURSIVE numbers (n) AS (SELECT @from UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < @to)'

function fill(db: Database, objects: number): void {
  const bucket = db.prepare(
    "INSERT INTO bucket (name, account, region, created_ms, versioning, object_lock) VALUES (?, ?, 'us-east-1', 0, ?, ?)",
  )
  bucket.run(OBJECTS, ACCOUNT, 1, 1)
  bucket.run(COPIES, ACCOUNT, 0, 0)
  bucket.run(FILES, ACCOUNT, 0, 0)
  const statements = [VERSIONS, ATTRS, BLOBS].map((sql) => db.prepare(sql.replace('INSERT', `${NUMBERS} INSERT`)))
  const archived = firstArchived(objects)
  for (let from = 0; from < objects; from += ROWS_A_COMMIT) {
    const range = { from, to: Math.min(from + ROWS_A_COMMIT, objects) }
    db.transaction(() => {
      for (const [index, each] of statements.entries()) {
        each.run(index === 1 ? { ...range, archived, glacier: GLACIER } : range)
      }
    })()
  }
  db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('writes', ?)").run(objects + 1)
}
