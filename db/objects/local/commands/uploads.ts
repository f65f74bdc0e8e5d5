import { randomBytes } from 'node:crypto'
import type { ObjectPart, ObjectVersion } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { one, run } from '../../../sqlite/statement.ts'
import type { StagedBody, WriteConditions } from '../../object-writes.ts'
import type { CompletedUpload, Upload, UploadPart } from '../../upload-store.ts'
import { reactToWrite } from '../reactions/react-to-write.ts'
import { insertBlob, releaseBlob } from '../rows/blob-rows.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { latestRow } from '../rows/find-version.ts'
import { findUpload, type OpenUpload } from '../rows/upload-rows.ts'
import type { VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { dropUpload } from './drop-upload.ts'
import { insertVersion } from './insert-version.ts'
import { checkWriteConditions } from './write-conditions.ts'

export function createUpload(context: WriteContext, draft: Omit<Upload, 'id' | 'initiatedMs'>): Upload {
  const bucket = requireBucket(context.db, draft.bucket)
  const id = randomBytes(48).toString('base64url')
  const initiatedMs = context.clock.now()
  const existed = isObject(latestRow(context.db, bucket.id, draft.key))
  const settings = JSON.stringify({ draft: draft.draft, checksum: draft.checksum, existed })
  const sql = 'INSERT INTO upload (id, bucket_id, key, initiated_ms, account, settings) VALUES (?, ?, ?, ?, ?, ?)'
  run(context.db, sql, id, bucket.id, draft.key, initiatedMs, draft.account, settings)
  return { ...draft, id, initiatedMs }
}

export interface PutPart {
  readonly id: string
  readonly part: Omit<UploadPart, 'modifiedMs'>
  readonly body: StagedBody
}

export function putPart(context: WriteContext, { id, part, body }: PutPart): UploadPart {
  const { db } = context
  requireUpload(context, id)
  const modifiedMs = context.clock.now()
  const replaced = one<{ blob: number | null }>(
    db,
    'SELECT blob FROM part WHERE upload = ? AND number = ?',
    id,
    part.number,
  )
  run(
    db,
    'INSERT OR REPLACE INTO part (upload, number, size, etag, blob, modified_ms, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)',
    id,
    part.number,
    part.size,
    part.etag,
    insertBlob(db, body) ?? null,
    modifiedMs,
    part.checksum ?? null,
  )
  releaseBlob(context, replaced?.blob)
  return { ...part, modifiedMs }
}

export function abortUpload(context: WriteContext, { id }: { readonly id: string }): void {
  requireUpload(context, id)
  dropUpload(context, id, (blob) => releaseBlob(context, blob))
}

interface PartRow {
  readonly number: number
  readonly size: number
  readonly blob: number | null
  readonly checksum: string | null
}

/** choice: so long a completion that is sent again gets the same answer; S3 says no time. */
const COMPLETED_KEPT_MS = 86_400_000

/** Makes the object out of the parts it names; the bodies of the others go. */
export function completeUpload(context: WriteContext, request: CompletedUpload): ObjectVersion {
  const { db } = context
  const upload = requireUpload(context, request.upload)
  const bucket = requireBucket(db, request.bucket)
  const current = latestRow(db, bucket.id, request.key)
  checkWriteConditions(request.conditions, current)
  if (request.conditions !== undefined) refuseConflict(request.conditions, upload, current)
  const parts = request.parts.map((number) => requirePart(context, request.upload, number))
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  const id = insertVersion(context, bucket, {
    draft: { ...upload.draft, checksum: request.checksum },
    size,
    etag: request.etag,
    blob: joinBodies(context, parts, size),
    checksum: request.checksum,
    parts: parts.map(toObjectPart),
  })
  const taken = new Set(parts.map(({ blob }) => blob))
  dropUpload(context, request.upload, (blob) => {
    if (!taken.has(blob)) releaseBlob(context, blob)
  })
  const version = reactToWrite(context, bucket, id, 'ObjectCreated:CompleteMultipartUpload')
  run(db, 'DELETE FROM completed_upload WHERE completed_ms < ?', context.clock.now() - COMPLETED_KEPT_MS)
  run(
    db,
    'INSERT OR REPLACE INTO completed_upload (id, bucket_id, key, completed_ms, request, result) VALUES (?, ?, ?, ?, ?, ?)',
    request.upload,
    bucket.id,
    request.key,
    context.clock.now(),
    request.fingerprint,
    JSON.stringify(version),
  )
  return version
}

/**
 * A condition that holds, but about an object that was written or deleted while the upload went on (API Reference,
 * CompleteMultipartUpload; which of them are refused was seen on AWS).
 */
function refuseConflict(conditions: WriteConditions, upload: OpenUpload, current: VersionRow | undefined): void {
  const rewritten = conditions.ifMatch !== undefined && (current?.modified_ms ?? 0) > upload.initiatedMs
  const deleted = conditions.ifNoneMatch !== undefined && upload.existed && !isObject(current)
  if (!rewritten && !deleted) return
  throw new S3Error('ConditionalRequestConflict', {
    detail: { Condition: rewritten ? 'If-Match' : 'If-None-Match', Key: upload.key },
  })
}

function isObject(row: VersionRow | undefined): boolean {
  return row !== undefined && row.marker === 0
}

function requireUpload(context: WriteContext, id: string): OpenUpload {
  const upload = findUpload(context.db, id)
  if (upload === undefined) throw new S3Error('NoSuchUpload', { detail: { UploadId: id } })
  return upload
}

function requirePart(context: WriteContext, upload: string, number: number): PartRow {
  const sql = 'SELECT number, size, blob, checksum FROM part WHERE upload = ? AND number = ?'
  const part = one<PartRow>(context.db, sql, upload, number)
  if (part === undefined) throw new S3Error('InvalidPart')
  return part
}

/** A body put together from the parts' own: no byte is copied. */
function joinBodies(context: WriteContext, parts: readonly PartRow[], size: number): number | undefined {
  const bodies = parts.filter((part): part is PartRow & { blob: number } => part.blob !== null)
  if (bodies.length < 2) return bodies[0]?.blob
  const blob = run(context.db, 'INSERT INTO blob (size) VALUES (?)', size).rowid
  for (const [number, part] of bodies.entries()) {
    const sql = 'INSERT INTO blob_segment (blob, number, child, size) VALUES (?, ?, ?, ?)'
    run(context.db, sql, blob, number, part.blob, part.size)
  }
  return blob
}

function toObjectPart({ size, checksum }: PartRow, index: number): ObjectPart {
  return { number: index + 1, size, ...(checksum === null ? {} : { checksum }) }
}
