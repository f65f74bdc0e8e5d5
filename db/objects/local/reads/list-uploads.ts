import { S3Error } from '../../../model/s3-error.ts'
import type { Database } from '../../../sqlite/open.ts'
import { all, one } from '../../../sqlite/statement.ts'
import type { Upload, UploadPart, UploadsPage, UploadsQuery } from '../../upload-store.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { toUpload, UPLOAD_COLUMNS, UPLOAD_TABLES, type UploadRow } from '../rows/upload-rows.ts'
import { afterPrefix, commonPrefixOf, compareKeys, HIGHEST_KEY } from './scan-keys.ts'

const ROWS_AT_ONCE = 256
const UPLOAD_ID = /^[A-Za-z0-9_-]{64}$/

const SCAN = `SELECT ${UPLOAD_COLUMNS} FROM ${UPLOAD_TABLES}
  WHERE u.bucket_id = @bucket AND (u.key, u.initiated_ms, u.id) > (@key, @initiated, @id) AND u.key < @before
  ORDER BY u.key, u.initiated_ms, u.id LIMIT @limit`

interface Cursor {
  readonly key: string
  readonly initiated: number
  readonly id: string
}

/** ListMultipartUploads: by key, then by the time they began. */
export function listUploads(db: Database, query: UploadsQuery): UploadsPage {
  const bucket = requireBucket(db, query.bucket)
  const before = afterPrefix(query.prefix) ?? HIGHEST_KEY
  const uploads: Upload[] = []
  const commonPrefixes: string[] = []
  let cursor = startOf(db, query)
  let last: UploadsPage['next']
  for (;;) {
    const rows = all<UploadRow>(db, SCAN, { bucket: bucket.id, ...cursor, before, limit: ROWS_AT_ONCE })
    for (const row of rows) {
      const prefix = commonPrefixOf(row.key, query.prefix, query.delimiter)
      const shown = prefix !== undefined && prefix === commonPrefixes.at(-1)
      if (!shown && uploads.length + commonPrefixes.length === query.limit)
        return { uploads, commonPrefixes, next: last }
      cursor = { key: row.key, initiated: row.initiated_ms, id: row.id }
      if (shown) continue
      last = { key: prefix ?? row.key, uploadId: prefix === undefined ? row.id : undefined }
      if (prefix === undefined) uploads.push(toUpload(row))
      else commonPrefixes.push(prefix)
    }
    if (rows.length < ROWS_AT_ONCE) return { uploads, commonPrefixes, next: undefined }
  }
}

/** Without an upload id the marker's own key is passed over; with one its uploads after that one still count. */
function startOf(db: Database, { prefix, delimiter, keyMarker, uploadIdMarker }: UploadsQuery): Cursor {
  if (keyMarker === undefined || compareKeys(keyMarker, prefix) < 0) return { key: prefix, initiated: -1, id: '' }
  if (commonPrefixOf(keyMarker, prefix, delimiter) === keyMarker) {
    return { key: afterPrefix(keyMarker) ?? HIGHEST_KEY, initiated: -1, id: '' }
  }
  const marker = uploadIdMarker === undefined ? undefined : findMarker(db, uploadIdMarker, keyMarker)
  if (marker === undefined) return { key: keyMarker, initiated: Number.MAX_SAFE_INTEGER, id: '' }
  return { key: keyMarker, initiated: marker.initiated_ms, id: uploadIdMarker ?? '' }
}

/** The upload of a marker, unless it has ended since. @throws S3Error `InvalidArgument` when it cannot be one of the key */
function findMarker(db: Database, id: string, key: string): { readonly initiated_ms: number } | undefined {
  const marker = one<{ key: string; initiated_ms: number }>(db, 'SELECT key, initiated_ms FROM upload WHERE id = ?', id)
  if (UPLOAD_ID.test(id) && (marker === undefined || marker.key === key)) return marker
  throw new S3Error('InvalidArgument', {
    message: 'Invalid uploadId marker',
    detail: { ArgumentName: 'upload-id-marker', ArgumentValue: id },
  })
}

interface PartRow {
  readonly number: number
  readonly size: number
  readonly etag: string
  readonly modified_ms: number
  readonly checksum: string | null
}

export function listParts(db: Database, upload: string, afterNumber: number, limit: number): UploadPart[] {
  const sql =
    'SELECT number, size, etag, modified_ms, checksum FROM part WHERE upload = ? AND number > ? ORDER BY number LIMIT ?'
  return all<PartRow>(db, sql, upload, afterNumber, limit).map((row) => ({
    number: row.number,
    size: row.size,
    etag: row.etag,
    modifiedMs: row.modified_ms,
    checksum: row.checksum ?? undefined,
  }))
}
