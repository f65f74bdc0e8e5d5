import type { Annotation } from '../../../model/annotation.ts'
import { REPLICATION_STATUSES } from '../../../model/object.ts'
import type { Database } from '../../../sqlite/open.ts'
import { all, one, run } from '../../../sqlite/statement.ts'
import type { AnnotationsQuery } from '../../annotation-store.ts'
import { afterPrefix, HIGHEST_KEY } from '../reads/scan-keys.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { releaseBlob } from './blob-rows.ts'
import { checksumOfRow } from './stored-checksum.ts'

export interface AnnotationRow {
  readonly version: number
  readonly name: string
  readonly modified_ms: number
  readonly size: number
  readonly etag: string
  readonly blob: number
  readonly checksum: string | null
  readonly replication: number
}

const COLUMNS = 'version, name, modified_ms, size, etag, blob, checksum, replication'
const FIND = `SELECT ${COLUMNS} FROM annotation WHERE version = ? AND name = ?`
const LIST = `SELECT ${COLUMNS} FROM annotation
  WHERE version = @version AND name >= @from AND name > @after AND name < @before ORDER BY name LIMIT @limit`
const OF_VERSION = `SELECT ${COLUMNS} FROM annotation WHERE version = ?`
const PUT = `INSERT OR REPLACE INTO annotation (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

export function findAnnotation(db: Database, version: number, name: string): AnnotationRow | undefined {
  return one<AnnotationRow>(db, FIND, version, name)
}

export function listAnnotations(db: Database, version: number, query: AnnotationsQuery): AnnotationRow[] {
  const { prefix: from, after = '', limit } = query
  return all<AnnotationRow>(db, LIST, { version, from, after, before: afterPrefix(from) ?? HIGHEST_KEY, limit })
}

export function annotationsOf(db: Database, version: number): AnnotationRow[] {
  return all<AnnotationRow>(db, OF_VERSION, version)
}

/** In place of the one of that name, whose payload must have been let go of. */
export function putAnnotationRow(db: Database, row: AnnotationRow): void {
  const { version, name, modified_ms, size, etag, blob, checksum, replication } = row
  run(db, PUT, version, name, modified_ms, size, etag, blob, checksum, replication)
}

/** Nearly all versions have none, which costs one look at an empty index. */
export function dropAnnotations(context: WriteContext, version: number): void {
  const rows = annotationsOf(context.db, version)
  if (rows.length === 0) return
  for (const { blob } of rows) releaseBlob(context, blob)
  run(context.db, 'DELETE FROM annotation WHERE version = ?', version)
}

export function toAnnotation(row: AnnotationRow): Annotation {
  return {
    name: row.name,
    modifiedMs: row.modified_ms,
    size: row.size,
    etag: row.etag,
    checksum: checksumOfRow(row.checksum),
    replication: REPLICATION_STATUSES[row.replication] ?? 'NONE',
    blob: row.blob,
  }
}
