import type { Database } from '../../../sqlite/open.ts'
import { all } from '../../../sqlite/statement.ts'
import type { ListedObject, ListPage, ListQuery } from '../../object-reads.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { LISTED_COLUMNS, type ListedRow, toListedObject } from '../rows/listed-rows.ts'
import { VERSION_TABLES } from '../rows/version-rows.ts'
import { afterPrefix, commonPrefixOf, compareKeys, HIGHEST_KEY } from './scan-keys.ts'

/** Where common prefixes end a run early, rows are fetched in runs that grow as long as none does. */
const GROWTH = 4
const SCAN = `SELECT ${LISTED_COLUMNS} FROM ${VERSION_TABLES}
  WHERE v.bucket_id = @bucket AND v.key >= @from AND v.key < @before ORDER BY v.key, v.seq LIMIT @limit`

/** Where to go on: at this key or after it. */
interface Cursor {
  readonly key: string
  readonly inclusive: boolean
}

/**
 * ListObjects: current versions in the order of UTF-8 bytes. A page costs a page: whole common prefixes and runs of old
 * versions are passed over by seeking, not by reading.
 */
export function listObjects(db: Database, query: ListQuery): ListPage {
  const bucket = requireBucket(db, query.bucket)
  const before = afterPrefix(query.prefix) ?? HIGHEST_KEY
  const objects: ListedObject[] = []
  const commonPrefixes: string[] = []
  let last: string | undefined
  let cursor = startOf(query)
  const whole = query.limit + 1
  let limit = query.delimiter === undefined ? whole : 1
  if (query.limit === 0) return { objects, commonPrefixes, next: undefined }

  while (cursor !== undefined) {
    const from = cursor.inclusive ? cursor.key : `${cursor.key}\u0000`
    const rows = all<ListedRow>(db, SCAN, { bucket: bucket.id, from, before, limit })
    let seek: Cursor | undefined
    let key = cursor.inclusive ? undefined : cursor.key
    for (const row of rows) {
      if (row.key === key) continue
      key = row.key
      if (row.marker === 1) continue
      const prefix = commonPrefixOf(row.key, query.prefix, query.delimiter)
      if (prefix !== undefined && prefix === last) continue
      if (objects.length + commonPrefixes.length === query.limit) return { objects, commonPrefixes, next: last }
      last = prefix ?? row.key
      if (prefix === undefined) {
        objects.push(toListedObject(bucket, row))
        continue
      }
      commonPrefixes.push(prefix)
      const next = afterPrefix(prefix)
      seek = next === undefined ? undefined : { key: next, inclusive: true }
      if (seek === undefined) return { objects, commonPrefixes, next: undefined }
      break
    }
    if (seek !== undefined) {
      cursor = seek
      limit = 1
      continue
    }
    cursor = rows.length < limit || key === undefined ? undefined : { key, inclusive: false }
    limit = Math.min(limit * GROWTH, whole)
  }
  return { objects, commonPrefixes, next: undefined }
}

/** A marker inside a common prefix passes over the whole of it, as the page that ended there showed it already. */
function startOf({ prefix, delimiter, after }: ListQuery): Cursor | undefined {
  if (after === undefined || compareKeys(after, prefix) < 0) return { key: prefix, inclusive: true }
  const rolledUp = after.startsWith(prefix) ? commonPrefixOf(after, prefix, delimiter) : undefined
  if (rolledUp !== undefined && rolledUp === after) {
    const next = afterPrefix(rolledUp)
    return next === undefined ? undefined : { key: next, inclusive: true }
  }
  return { key: after, inclusive: false }
}
