import type { Bucket } from '../../../db/model/object.ts'

/** The version id of a version just written: told where versioning is enabled. */
export function writtenVersionId(bucket: Bucket, versionId: string): { readonly VersionId?: string } {
  return bucket.versioning === 'Enabled' ? { VersionId: versionId } : {}
}

/** The version id of a version that is read: told once versioning has ever been enabled. */
export function readVersionId(bucket: Bucket, versionId: string): { readonly VersionId?: string } {
  return bucket.versioning === 'Off' ? {} : { VersionId: versionId }
}
