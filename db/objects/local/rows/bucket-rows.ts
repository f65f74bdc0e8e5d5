import type { AccessControlList, Bucket, VersioningStatus } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { Database } from '../../../sqlite/open.ts'
import { one } from '../../../sqlite/statement.ts'
import { interned } from './interned.ts'

/** Versioning statuses in the order of their stored numbers. */
export const VERSIONING: readonly VersioningStatus[] = ['Off', 'Enabled', 'Suspended']

export const BUCKET_COLUMNS = 'id, name, account, region, created_ms, versioning, object_lock, acl, reactions'

export interface BucketRow {
  readonly id: number
  readonly name: string
  readonly account: string
  readonly region: string
  readonly created_ms: number
  readonly versioning: number
  readonly object_lock: number
  readonly acl: number
  readonly reactions: number
}

export function findBucket(db: Database, name: string): Bucket | undefined {
  const row = one<BucketRow>(db, `SELECT ${BUCKET_COLUMNS} FROM bucket WHERE name = ?`, name)
  return row === undefined ? undefined : toBucket(db, row)
}

/** @throws S3Error `NoSuchBucket` */
export function requireBucket(db: Database, name: string): Bucket {
  const bucket = findBucket(db, name)
  if (bucket === undefined) throw new S3Error('NoSuchBucket', { detail: { BucketName: name } })
  return bucket
}

export function toBucket(db: Database, row: BucketRow): Bucket {
  return {
    id: row.id,
    name: row.name,
    account: row.account,
    region: row.region,
    createdMs: row.created_ms,
    versioning: VERSIONING[row.versioning] ?? 'Off',
    objectLock: row.object_lock === 1,
    acl: interned<AccessControlList>(db, 'acl', row.acl),
    reactions: row.reactions,
  }
}

/** A configuration's body as it was stored; undefined when the bucket has none of that kind. */
export function configurationOf(db: Database, bucketId: number, kind: string, id = ''): unknown {
  const row = one<{ body: string }>(
    db,
    'SELECT body FROM bucket_configuration WHERE bucket_id = ? AND kind = ? AND id = ?',
    bucketId,
    kind,
    id,
  )
  return row === undefined ? undefined : JSON.parse(row.body)
}
