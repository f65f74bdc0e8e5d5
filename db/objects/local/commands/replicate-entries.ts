import type { Bucket } from '../../../model/object.ts'
import {
  REPLICATION_FAILURE_STATUS,
  type ReplicationFailure,
  replicationFailureMessage,
} from '../../../model/replication-failure.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { TaskResult } from '../../receipt-store.ts'
import { namedEntries } from '../changes/entry-set.ts'
import { type Destinations, destinationsOf } from '../reactions/destinations.ts'
import { reactionsOf } from '../reactions/reactions.ts'
import { replicateVersion, rulesOf } from '../reactions/replicate-version.ts'
import { findRow } from '../rows/find-version.ts'
import { toVersion, type VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import type { PackedChunk } from './packed-chunk.ts'

/**
 * S3ReplicateObject for a run of entries: each version goes where its bucket's rules send it, whatever its status was
 * (reference 7.9). A task is done when its version is in every destination. @returns the tasks that failed
 */
export function replicateEntries(
  context: WriteContext,
  bucket: Bucket | undefined,
  chunk: PackedChunk,
): readonly TaskResult[] {
  const destinations = destinationsOf(context)
  return namedEntries(chunk.entries).flatMap(({ key, versionId }, index) => {
    const failure = replicateEntry(context, bucket, key, versionId, destinations)
    return failure === undefined ? [] : [resultOf(chunk.firstRow + index, failure)]
  })
}

function replicateEntry(
  context: WriteContext,
  bucket: Bucket | undefined,
  key: string,
  versionId: string | undefined,
  destinations: Destinations,
): ReplicationFailure | undefined {
  if (bucket === undefined) return 'SrcBucketNotFound'
  const row = rowOf(context, bucket, key, versionId)
  if (row === undefined) return 'SrcObjectNotFound'
  if (reactionsOf(context, bucket)?.replication === undefined) return 'SrcBucketReplicationConfigMissing'
  const rules = rulesOf(context, bucket, toVersion(context.db, bucket, row, true), 'job')
  // What no rule takes is left untouched and gets no status.
  if (rules.length === 0) return 'SrcObjectNotEligible'
  return replicateVersion(context, bucket, row, rules, destinations).failure
}

/** A text that is no version id names no version. */
function rowOf(
  { db }: WriteContext,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): VersionRow | undefined {
  try {
    return findRow(db, bucket, key, versionId)
  } catch (error) {
    if (error instanceof S3Error) return undefined
    throw error
  }
}

function resultOf(row: number, errorCode: ReplicationFailure): TaskResult {
  return {
    row,
    succeeded: false,
    httpStatus: REPLICATION_FAILURE_STATUS,
    errorCode,
    message: replicationFailureMessage(errorCode),
  }
}
