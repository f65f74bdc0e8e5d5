import type { Bucket } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { NULL_VERSION, seqOfVersionId } from '../../../model/version-id.ts'
import type { Database } from '../../../sqlite/open.ts'
import { one } from '../../../sqlite/statement.ts'
import { VERSION_COLUMNS, VERSION_TABLES, type VersionRow } from './version-rows.ts'

const LATEST = `SELECT ${VERSION_COLUMNS} FROM ${VERSION_TABLES} WHERE v.bucket_id = ? AND v.key = ? ORDER BY v.seq LIMIT 1`
const BY_SEQ = `SELECT ${VERSION_COLUMNS} FROM ${VERSION_TABLES} WHERE v.bucket_id = ? AND v.key = ? AND v.seq = ? AND v.named = 1`
const NULL_ONE = `SELECT ${VERSION_COLUMNS} FROM ${VERSION_TABLES} WHERE v.bucket_id = ? AND v.key = ? AND v.named = 0 ORDER BY v.seq LIMIT 1`

/** The current version of a key, which may be a delete marker. */
export function latestRow(db: Database, bucketId: number, key: string): VersionRow | undefined {
  return one<VersionRow>(db, LATEST, bucketId, key)
}

export function nullRow(db: Database, bucketId: number, key: string): VersionRow | undefined {
  return one<VersionRow>(db, NULL_ONE, bucketId, key)
}

/**
 * The version an address names, or undefined.
 * @throws S3Error `InvalidArgument` when the text cannot be a version id
 */
export function findRow(
  db: Database,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): VersionRow | undefined {
  if (versionId === undefined) return latestRow(db, bucket.id, key)
  if (versionId === NULL_VERSION) return nullRow(db, bucket.id, key)
  return one<VersionRow>(db, BY_SEQ, bucket.id, key, requireSeq(versionId))
}

/** The same, as S3 refuses what is not there. @throws S3Error `NoSuchKey`, `NoSuchVersion`, `InvalidArgument` */
export function requireRow(db: Database, bucket: Bucket, key: string, versionId: string | undefined): VersionRow {
  const row = findRow(db, bucket, key, versionId)
  if (row !== undefined) return row
  if (versionId === undefined) throw new S3Error('NoSuchKey', { detail: { Key: key } })
  throw new S3Error('NoSuchVersion', { detail: { Key: key, VersionId: versionId } })
}

export function requireSeq(versionId: string): number {
  const seq = seqOfVersionId(versionId)
  if (seq === undefined) throw malformedVersionId(versionId)
  return seq
}

export function malformedVersionId(versionId: string): S3Error {
  return new S3Error('InvalidArgument', {
    message: 'Invalid version id specified',
    detail: { ArgumentName: 'versionId', ArgumentValue: versionId },
  })
}

/** Whether a row is the first of its key. */
export function isLatestRow(db: Database, row: VersionRow): boolean {
  const newest = one<{ seq: number }>(
    db,
    'SELECT seq FROM version WHERE bucket_id = ? AND key = ? ORDER BY seq LIMIT 1',
    row.bucket_id,
    row.key,
  )
  return newest?.seq === row.seq
}
