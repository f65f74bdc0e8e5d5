import { MAX_ANNOTATIONS } from '../../../model/annotation.ts'
import type { Bucket, Encryption, ObjectAddress, ObjectVersion } from '../../../model/object.ts'
import { objectEtag } from '../../../model/object-etag.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { Database } from '../../../sqlite/open.ts'
import { one, run } from '../../../sqlite/statement.ts'
import type { AnnotatedVersion, AnnotationConditions, PutAnnotation } from '../../annotation-store.ts'
import { announce } from '../reactions/announce.ts'
import { replicateAnnotationLater } from '../reactions/replicate-annotation.ts'
import { findAnnotation, putAnnotationRow, toAnnotation } from '../rows/annotation-rows.ts'
import { insertBlob, releaseBlob } from '../rows/blob-rows.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { isLatestRow, requireRow } from '../rows/find-version.ts'
import { interned } from '../rows/interned.ts'
import { storedChecksum } from '../rows/stored-checksum.ts'
import { toVersion, type VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** PutObjectAnnotation: a new annotation of a version, or another payload for one that is there. */
export function putAnnotation(context: WriteContext, request: PutAnnotation): AnnotatedVersion {
  const { db, clock } = context
  const { name, body, md5, checksum } = request
  const { bucket, row } = annotatedRow(context, request.address, request)
  const encryption = interned<Encryption>(db, 'encryption', row.encryption ?? 0)
  if (encryption?.kind === 'SSE-C') throw encryptedByCustomer()
  const present = findAnnotation(db, row.id, name)
  if (present === undefined && countOf(db, row.id) >= MAX_ANNOTATIONS) throw new S3Error('AnnotationLimitExceeded')
  releaseBlob(context, present?.blob)
  const blob = insertBlob(db, body)
  if (blob === undefined) throw new S3Error('InvalidRequest', { message: 'An annotation must not be empty.' })
  putAnnotationRow(db, {
    version: row.id,
    name,
    modified_ms: clock.now(),
    size: body.size,
    etag: objectEtag(md5, encryption),
    blob,
    checksum: storedChecksum(checksum),
    replication: 0,
  })
  replicateAnnotationLater(context, bucket, row, name)
  const written = findAnnotation(db, row.id, name)
  if (written === undefined) throw new Error(`Annotation ${name} is not there after its own write.`)
  const found = toAnnotation(written)
  announce(context, bucket, 'ObjectAnnotation:Put', [row], { annotation: { name, size: found.size, etag: found.etag } })
  return { version: versionOf(context, bucket, row), found }
}

export interface RemoveAnnotation {
  readonly address: ObjectAddress
  readonly name: string
  readonly conditions: AnnotationConditions
}

/** DeleteObjectAnnotation: for good, and without a trace in the destinations of replication. */
export function removeAnnotation(
  context: WriteContext,
  { address, name, conditions }: RemoveAnnotation,
): ObjectVersion {
  const { bucket, row } = annotatedRow(context, address, conditions)
  const present = findAnnotation(context.db, row.id, name)
  if (present !== undefined) {
    releaseBlob(context, present.blob)
    run(context.db, 'DELETE FROM annotation WHERE version = ? AND name = ?', row.id, name)
    announce(context, bucket, 'ObjectAnnotation:Delete', [row], { annotation: { name } })
  }
  return versionOf(context, bucket, row)
}

/** The version that an address names, once its annotations may be changed. */
function annotatedRow(
  context: WriteContext,
  address: ObjectAddress,
  { objectIfMatch, bypassGovernance }: AnnotationConditions,
): { readonly bucket: Bucket; readonly row: VersionRow } {
  const bucket = requireBucket(context.db, address.bucket)
  const row = requireRow(context.db, bucket, address.key, address.versionId)
  if (row.marker === 1) throw new S3Error(address.versionId === undefined ? 'NoSuchKey' : 'MethodNotAllowed')
  if (objectIfMatch !== undefined && objectIfMatch !== '*' && objectIfMatch !== row.etag) {
    throw new S3Error('PreconditionFailed', { detail: { Condition: 'x-amz-object-if-match' } })
  }
  refuseProtected(row, context.clock.now(), bypassGovernance)
  return { bucket, row }
}

/** Object Lock keeps annotations as it keeps the version (API Reference, DeleteObjectAnnotation; for puts seen on AWS). */
function refuseProtected({ hold, ret_mode: mode, ret_until: until }: VersionRow, now: number, bypass: boolean): void {
  const retained = (until ?? 0) > now && (mode === 2 || (mode === 1 && !bypass))
  if (retained) throw protectedBy('retention')
  if (hold === 1) throw protectedBy('legal hold')
}

function protectedBy(lock: string): S3Error {
  return new S3Error('AccessDenied', { message: `Access Denied because object protected by object lock ${lock}.` })
}

/** choice: the guide says that S3 returns an error and not which one. */
function encryptedByCustomer(): S3Error {
  return new S3Error('InvalidRequest', {
    message: 'Annotations are not supported for objects encrypted with customer-provided keys (SSE-C).',
  })
}

function countOf(db: Database, version: number): number {
  return one<{ count: number }>(db, 'SELECT count(*) AS count FROM annotation WHERE version = ?', version)?.count ?? 0
}

function versionOf(context: WriteContext, bucket: Bucket, row: VersionRow): ObjectVersion {
  return toVersion(context.db, bucket, row, isLatestRow(context.db, row))
}
