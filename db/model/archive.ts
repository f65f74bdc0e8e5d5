import type { ObjectVersion } from './object.ts'

/** Archived objects can be read only while a restored copy is there. Source: User Guide, "Working with archived objects". */
export function isReadable(version: ObjectVersion, nowMs: number): boolean {
  return !isArchived(version) || hasRestoredCopy(version, nowMs)
}

export function isArchived({
  storageClass,
  archiveTier,
}: Pick<ObjectVersion, 'storageClass' | 'archiveTier'>): boolean {
  if (storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE') return true
  return storageClass === 'INTELLIGENT_TIERING' && archiveTier !== undefined
}

export function hasRestoredCopy({ restore }: ObjectVersion, nowMs: number): boolean {
  if (restore === undefined || restore.readyMs > nowMs) return false
  return restore.expiresMs === undefined || restore.expiresMs > nowMs
}
