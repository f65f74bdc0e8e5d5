import type { ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'

type Archived = Pick<ObjectVersion, 'storageClass' | 'restore' | 'archiveTier'>

/** `x-amz-restore` of an archived object: of a restore that runs, or of a copy that can be read. */
export function restoreHeader({ restore }: Archived, nowMs: number): string | undefined {
  if (restore === undefined) return undefined
  if (restore.readyMs > nowMs) return 'ongoing-request="true"'
  if (restore.expiresMs === undefined) return 'ongoing-request="false"'
  if (restore.expiresMs <= nowMs) return undefined
  return `ongoing-request="false", expiry-date="${new Date(restore.expiresMs).toUTCString()}"`
}

/** Whether the bytes of an object are out of reach (User Guide, "Working with archived objects"). */
export function isArchived({ storageClass, restore, archiveTier }: Archived, nowMs: number): boolean {
  const cold = storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE' || archiveTier !== undefined
  if (!cold) return false
  if (restore === undefined || restore.readyMs > nowMs) return true
  return restore.expiresMs !== undefined && restore.expiresMs <= nowMs
}

/** @throws S3Error `InvalidObjectState` when the bytes of an object cannot be read now */
export function refuseArchived(version: Archived, nowMs: number, message?: string): void {
  if (!isArchived(version, nowMs)) return
  throw new S3Error('InvalidObjectState', {
    ...(message === undefined ? {} : { message }),
    detail: {
      StorageClass: version.storageClass,
      ...(version.archiveTier === undefined ? {} : { AccessTier: version.archiveTier }),
    },
  })
}
