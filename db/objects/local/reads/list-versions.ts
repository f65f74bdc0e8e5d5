import type { Bucket } from '../../../model/object.ts'
import { NULL_VERSION } from '../../../model/version-id.ts'
import type { Database } from '../../../sqlite/open.ts'
import { all } from '../../../sqlite/statement.ts'
import type { ListedVersion, ListVersionsPage, ListVersionsQuery } from '../../object-reads.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { latestRow, nullRow, requireSeq } from '../rows/find-version.ts'
import { LISTED_VERSION_COLUMNS, type ListedVersionRow, toListedVersion } from '../rows/listed-rows.ts'
import { VERSION_TABLES } from '../rows/version-rows.ts'
import { afterPrefix, commonPrefixOf, compareKeys, HIGHEST_KEY } from './scan-keys.ts'

const ROWS_AT_ONCE = 128

const SCAN = `SELECT ${LISTED_VERSION_COLUMNS} FROM ${VERSION_TABLES}
  WHERE v.bucket_id = @bucket AND (v.key, v.seq) > (@key, @seq) AND v.key < @before ORDER BY v.key, v.seq LIMIT @limit`

/** Strictly after this version; `seq` -1 is before the first version of the key. */
interface Cursor {
  readonly key: string
  readonly seq: number
}

/** ListObjectVersions: all versions and delete markers, keys in UTF-8 byte order, newest first within a key. */
export function listVersions(db: Database, query: ListVersionsQuery): ListVersionsPage {
  const bucket = requireBucket(db, query.bucket)
  const before = afterPrefix(query.prefix) ?? HIGHEST_KEY
  const versions: ListedVersion[] = []
  const commonPrefixes: string[] = []
  let cursor = startOf(db, bucket, query)
  let last: ListVersionsPage['next']
  let newestSeen = newestOf(db, bucket, cursor)
  if (query.limit === 0) return { versions, commonPrefixes, next: undefined }

  for (;;) {
    const rows = all<ListedVersionRow>(db, SCAN, { bucket: bucket.id, ...cursor, before, limit: ROWS_AT_ONCE })
    let sought = false
    for (const row of rows) {
      if (versions.length + commonPrefixes.length === query.limit) return { versions, commonPrefixes, next: last }
      const prefix = commonPrefixOf(row.key, query.prefix, query.delimiter)
      if (prefix !== undefined) {
        commonPrefixes.push(prefix)
        last = { key: prefix, versionId: undefined }
        const next = afterPrefix(prefix)
        if (next === undefined) return { versions, commonPrefixes, next: undefined }
        cursor = { key: next, seq: -1 }
        sought = true
        break
      }
      const version = toListedVersion(bucket, row, row.key !== newestSeen)
      newestSeen = row.key
      versions.push(version)
      last = { key: row.key, versionId: version.versionId }
      cursor = { key: row.key, seq: row.seq }
    }
    if (!sought && rows.length < ROWS_AT_ONCE) return { versions, commonPrefixes, next: undefined }
  }
}

/** The key whose newest version lies before the cursor: its further versions are not the latest. */
function newestOf(db: Database, bucket: Bucket, { key, seq }: Cursor): string | undefined {
  const newest = latestRow(db, bucket.id, key)
  return newest !== undefined && newest.seq <= seq ? key : undefined
}

function startOf(db: Database, bucket: Bucket, query: ListVersionsQuery): Cursor {
  const { prefix, delimiter, keyMarker, versionIdMarker } = query
  if (keyMarker === undefined || compareKeys(keyMarker, prefix) < 0) return { key: prefix, seq: -1 }
  if (commonPrefixOf(keyMarker, prefix, delimiter) === keyMarker) {
    return { key: afterPrefix(keyMarker) ?? HIGHEST_KEY, seq: -1 }
  }
  if (versionIdMarker === undefined) return { key: keyMarker, seq: Number.MAX_SAFE_INTEGER }
  if (versionIdMarker !== NULL_VERSION) return { key: keyMarker, seq: requireSeq(versionIdMarker) }
  return { key: keyMarker, seq: nullRow(db, bucket.id, keyMarker)?.seq ?? Number.MAX_SAFE_INTEGER }
}
