import { hasRestoredCopy, isReadable } from '../../../db/model/archive.ts'
import type { ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'

/** `x-amz-restore` of an archived object: of a restore that runs, or of a copy that can be read. */
export function restoreHeader(version: ObjectVersion, nowMs: number): string | undefined {
  const { restore } = version
  if (restore === undefined) return undefined
  if (restore.readyMs > nowMs) return 'ongoing-request="true"'
  if (!hasRestoredCopy(version, nowMs)) return undefined
  if (restore.expiresMs === undefined) return 'ongoing-request="false"'
  return `ongoing-request="false", expiry-date="${new Date(restore.expiresMs).toUTCString()}"`
}

/** @throws S3Error `InvalidObjectState` when the bytes of an object are in an archive */
export function refuseArchived(version: ObjectVersion, nowMs: number, message?: string): void {
  if (isReadable(version, nowMs)) return
  throw new S3Error('InvalidObjectState', {
    ...(message === undefined ? {} : { message }),
    detail: {
      StorageClass: version.storageClass,
      ...(version.archiveTier === undefined ? {} : { AccessTier: version.archiveTier }),
    },
  })
}
