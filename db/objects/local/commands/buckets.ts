import { BUCKET_CONFIGURATIONS } from '../../../model/bucket-configuration.ts'
import type { AccessControlList, Bucket, VersioningStatus } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { one, run } from '../../../sqlite/statement.ts'
import type { BucketDraft } from '../../bucket-store.ts'
import { noteConfiguration } from '../reactions/note-configuration.ts'
import { renewReactions } from '../reactions/reactions.ts'
import { releaseBlob } from '../rows/blob-rows.ts'
import { configurationOf, findBucket, requireBucket, VERSIONING } from '../rows/bucket-rows.ts'
import { intern } from '../rows/interned.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { dropUpload } from './drop-upload.ts'

export function createBucket(context: WriteContext, draft: BucketDraft): Bucket {
  const { db, clock } = context
  const existing = findBucket(db, draft.name)
  if (existing !== undefined) {
    throw new S3Error(existing.account === draft.account ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists', {
      detail: { BucketName: draft.name },
    })
  }
  run(
    db,
    'INSERT INTO bucket (name, account, region, created_ms, versioning, object_lock, acl) VALUES (?, ?, ?, ?, ?, ?, ?)',
    draft.name,
    draft.account,
    draft.region,
    clock.now(),
    // Object Lock needs versioning, so S3 enables both together.
    draft.objectLock ? VERSIONING.indexOf('Enabled') : VERSIONING.indexOf('Off'),
    draft.objectLock ? 1 : 0,
    intern(db, 'acl', draft.acl),
  )
  for (const [kind, body] of Object.entries(draft.configurations ?? {})) {
    putBucketConfiguration(context, { name: draft.name, kind, body, id: '' })
  }
  return requireBucket(db, draft.name)
}

const VERSIONS_LEFT = 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'

/** An unfinished upload does not keep a bucket; it goes with it. */
export function removeBucket(context: WriteContext, { name }: { readonly name: string }): void {
  const { db } = context
  const bucket = requireBucket(db, name)
  if (one(db, 'SELECT 1 FROM version WHERE bucket_id = ? LIMIT 1', bucket.id) !== undefined) {
    throw new S3Error('BucketNotEmpty', {
      ...(bucket.versioning === 'Off' ? {} : { message: VERSIONS_LEFT }),
      detail: { BucketName: name },
    })
  }
  // Those of other accounts stay behind.
  const pointed = 'SELECT 1 FROM access_point WHERE bucket = ? AND account = ? LIMIT 1'
  if (one(db, pointed, name, bucket.account) !== undefined) {
    throw new S3Error('BucketHasAccessPointsAttached', { detail: { BucketName: name } })
  }
  for (;;) {
    const upload = one<{ id: string }>(db, 'SELECT id FROM upload WHERE bucket_id = ? LIMIT 1', bucket.id)
    if (upload === undefined) break
    dropUpload(context, upload.id, (blob) => releaseBlob(context, blob))
  }
  run(db, 'DELETE FROM completed_upload WHERE bucket_id = ?', bucket.id)
  run(db, 'DELETE FROM bucket_configuration WHERE bucket_id = ?', bucket.id)
  run(db, 'DELETE FROM deleted_replica WHERE bucket_id = ?', bucket.id)
  run(db, 'DELETE FROM bucket WHERE id = ?', bucket.id)
}

export function setVersioning(
  context: WriteContext,
  { name, status }: { readonly name: string; readonly status: VersioningStatus },
): void {
  const bucket = requireBucket(context.db, name)
  if (bucket.objectLock && status !== 'Enabled') {
    throw new S3Error('InvalidBucketState', {
      message: 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    })
  }
  if (status !== 'Enabled' && configurationOf(context.db, bucket.id, BUCKET_CONFIGURATIONS.replication) !== undefined) {
    throw new S3Error('InvalidBucketState', {
      message:
        'A replication configuration is present on this bucket, so you cannot change the versioning state. To change the versioning state, first delete the replication configuration.',
    })
  }
  run(context.db, 'UPDATE bucket SET versioning = ? WHERE id = ?', VERSIONING.indexOf(status), bucket.id)
}

export function enableObjectLock(context: WriteContext, { name }: { readonly name: string }): void {
  run(context.db, 'UPDATE bucket SET object_lock = 1 WHERE id = ?', requireBucket(context.db, name).id)
}

export function setBucketAcl(
  context: WriteContext,
  { name, acl }: { readonly name: string; readonly acl: AccessControlList | undefined },
): void {
  const bucket = requireBucket(context.db, name)
  run(context.db, 'UPDATE bucket SET acl = ? WHERE id = ?', intern(context.db, 'acl', acl), bucket.id)
}

export interface ConfigurationAddress {
  readonly name: string
  readonly kind: string
  readonly id: string
}

export function putBucketConfiguration(
  context: WriteContext,
  { name, kind, id, body }: ConfigurationAddress & { readonly body: unknown },
): void {
  const bucket = requireBucket(context.db, name)
  run(
    context.db,
    'INSERT OR REPLACE INTO bucket_configuration (bucket_id, kind, id, body) VALUES (?, ?, ?, ?)',
    bucket.id,
    kind,
    id,
    JSON.stringify(body),
  )
  renewReactions(context, bucket.id, kind)
  noteConfiguration(context, bucket, kind, body)
}

export function removeBucketConfiguration(context: WriteContext, { name, kind, id }: ConfigurationAddress): boolean {
  const bucket = requireBucket(context.db, name)
  const sql = 'DELETE FROM bucket_configuration WHERE bucket_id = ? AND kind = ? AND id = ?'
  const removed = run(context.db, sql, bucket.id, kind, id).changes > 0
  if (removed) renewReactions(context, bucket.id, kind)
  return removed
}
