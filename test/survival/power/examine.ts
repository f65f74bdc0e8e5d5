import { hash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DamagedFile } from '../../../db/model/damaged-file.ts'
import type { JobPlan, PlannedSlice } from '../../../db/model/job.ts'
import { type Database, openDatabase } from '../../../db/sqlite/open.ts'
import { checkSlice } from '../../../worker/manifest/slice-checksum.ts'

/** What a data folder turns out to hold when it is opened after a loss of power. */
export interface Found {
  /** SQLite's own verdicts; both are `ok`. */
  readonly integrity: readonly string[]
  /** Versions whose body is not there, or is another one than its ETag says. */
  readonly broken: readonly string[]
  /** The current version of each key of the bucket `uploads`: what its record says, and the MD5 of what is there. */
  readonly uploads: ReadonlyMap<string, { readonly etag: string; readonly digest: string }>
  /** Jobs that have not ended and whose tasks are not there as they were planned. */
  readonly taskless: readonly string[]
  /** Status by id. */
  readonly jobs: ReadonlyMap<string, string>
  /** Keys of the report bucket. */
  readonly reports: ReadonlySet<string>
}

/** Undefined when there is no store yet. */
export function examine(data: string): Found | undefined {
  const state = join(data, 'state-0')
  if (!existsSync(join(state, 'objects.db')) || !existsSync(join(state, 'jobs.db'))) return undefined
  const objects = openDatabase({ file: join(state, 'objects.db'), synchronous: 'off' })
  const jobs = openDatabase({ file: join(state, 'jobs.db'), synchronous: 'off' })
  try {
    const integrity = [objects, jobs].map((db) => String(db.pragma('integrity_check', { simple: true })))
    if (!hasTable(objects, 'version') || !hasTable(jobs, 'job')) return undefined
    return { integrity, ...examineObjects(objects, state), taskless: tasklessJobs(jobs, state), jobs: jobsOf(jobs) }
  } finally {
    objects.close()
    jobs.close()
  }
}

interface VersionRow {
  readonly bucket: string
  readonly key: string
  readonly marker: number
  readonly size: number
  readonly etag: string
  readonly blob: number | null
}

const VERSIONS = `SELECT b.name AS bucket, v.key, v.marker, v.size, v.etag, v.blob
  FROM version v JOIN bucket b ON b.id = v.bucket_id ORDER BY b.name, v.key, v.seq DESC`

function examineObjects(db: Database, state: string): Pick<Found, 'broken' | 'uploads' | 'reports'> {
  const broken: string[] = []
  const uploads = new Map<string, { readonly etag: string; readonly digest: string }>()
  const reports = new Set<string>()
  for (const { bucket, key, marker, size, etag, blob } of db.prepare(VERSIONS).all() as VersionRow[]) {
    if (bucket === 'reports') reports.add(key)
    const body = blob === null ? Buffer.alloc(0) : bodyOf(db, state, blob)
    const digest = body === undefined ? 'lost' : hash('md5', body)
    const whole = body?.length === size && (etag.includes('-') || etag === digest)
    if (marker === 0 && !whole) broken.push(`${bucket}/${key}`)
    if (bucket !== 'uploads') continue
    // Newest last: it stays in the map.
    if (marker === 1) uploads.delete(key)
    else uploads.set(key, { etag, digest })
  }
  return { broken, uploads, reports }
}

function bodyOf(db: Database, state: string, blob: number): Buffer | undefined {
  const row = db.prepare('SELECT bytes, file FROM blob WHERE id = ?').get(blob) as
    | { readonly bytes: Buffer | null; readonly file: string | null }
    | undefined
  if (row === undefined) return undefined
  if (row.bytes !== null) return row.bytes
  if (row.file !== null) return fileOf(join(state, 'blobs', row.file.slice(0, 2), row.file))
  const parts = db
    .prepare('SELECT child FROM blob_segment WHERE blob = ? ORDER BY number')
    .pluck()
    .all(blob) as number[]
  const bodies = parts.map((child) => bodyOf(db, state, child))
  return bodies.some((body) => body === undefined) ? undefined : Buffer.concat(bodies as Buffer[])
}

function fileOf(path: string): Buffer | undefined {
  return existsSync(path) ? readFileSync(path) : undefined
}

const PLANS = `SELECT id, body FROM job JOIN job_plan ON job = number
  WHERE status NOT IN ('Complete', 'Failed', 'Cancelled')`

function tasklessJobs(db: Database, state: string): readonly string[] {
  const plans = db.prepare(PLANS).all() as { readonly id: string; readonly body: string }[]
  return plans.flatMap(({ id, body }) => {
    const { slices } = JSON.parse(body) as JobPlan
    return slices.every((slice) => isThere({ ...slice, file: join(state, 'work', id, slice.file) })) ? [] : [id]
  })
}

function isThere(slice: PlannedSlice): boolean {
  try {
    checkSlice(slice)
    return true
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    return false
  }
}

function jobsOf(db: Database): ReadonlyMap<string, string> {
  const rows = db.prepare('SELECT id, status FROM job').all() as { readonly id: string; readonly status: string }[]
  return new Map(rows.map(({ id, status }) => [id, status]))
}

function hasTable(db: Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined
}
