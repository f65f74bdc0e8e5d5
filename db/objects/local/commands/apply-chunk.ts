import type { Bucket } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { ChunkOutcome, EntryAction, TaskResult } from '../../receipt-store.ts'
import { applyChange } from '../changes/apply-change.ts'
import { type RefusedEntry, refuseEach } from '../changes/entry-set.ts'
import { findBucket } from '../rows/bucket-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { copyEntries } from './copy-entries.ts'
import type { PackedChunk } from './packed-chunk.ts'
import { isOnRecord, writeReceipt } from './receipts.ts'
import { replicateEntries } from './replicate-entries.ts'

export interface ApplyChunk {
  readonly chunk: PackedChunk
  readonly action: EntryAction
}

/** What a job does to a run of entries, with its receipt: one transaction, so that no entry is done twice or forgotten. */
export function applyChunk(context: WriteContext, { chunk, action }: ApplyChunk): ChunkOutcome {
  if (isOnRecord(context, chunk)) return { succeeded: 0, failed: 0 }
  return writeReceipt(context, chunk, chunk.entries.size, applyAction(context, chunk, action))
}

function applyAction(context: WriteContext, chunk: PackedChunk, action: EntryAction): readonly TaskResult[] {
  const bucket = findBucket(context.db, chunk.bucket)
  if (action.kind === 'replicate') return replicateEntries(context, bucket, chunk)
  return refusedEntries(context, bucket, chunk, action).map(({ index, error }) => toResult(chunk, index, error))
}

function refusedEntries(
  context: WriteContext,
  bucket: Bucket | undefined,
  chunk: PackedChunk,
  action: Exclude<EntryAction, { kind: 'replicate' }>,
): readonly RefusedEntry[] {
  if (bucket === undefined) {
    return refuseEach(chunk.entries, new S3Error('NoSuchBucket'))
  }
  const entries = { ...chunk.entries, bucket }
  if (action.kind === 'change') return applyChange(context, entries, action.change)
  return copyEntries(context, entries, action.copy)
}

function toResult(chunk: PackedChunk, index: number, error: S3Error): TaskResult {
  const row = chunk.firstRow + index
  // The batch service itself refuses an empty version id; its text has no request ids (User Guide, report examples).
  if (chunk.entries.malformed.get(index) === '') {
    const message = 'Task failed due to missing VersionId'
    return { row, succeeded: false, httpStatus: 400, errorCode: 'InvalidRequest', message }
  }
  return {
    row,
    succeeded: false,
    httpStatus: error.status,
    errorCode: error.code,
    message: error.message,
    fromS3: true,
  }
}
