/**
 * Why a version was not replicated: S3's own codes, as reports and events name them (reference 7.9). A missing permission
 * cannot occur here, so the codes for those are left out.
 */
export type ReplicationFailure = keyof typeof MESSAGES

/**
 * choice: the texts but the first two, which are known from a real job; the HTTP status of all is that of the one that is
 * known.
 */
export const REPLICATION_FAILURE_STATUS = 500

export function replicationFailureMessage(code: ReplicationFailure): string {
  return MESSAGES[code]
}

const MESSAGES = {
  SrcObjectNotEligible: 'Object is not eligible for replication',
  SrcObjectNotFound: 'Object versionID is invalid',
  SrcBucketNotFound: 'Source bucket was not found',
  SrcBucketReplicationConfigMissing: 'Source bucket has no replication configuration',
  DstBucketNotFound: 'Destination bucket was not found',
  DstBucketUnversioned: 'Versioning is not enabled on the destination bucket',
  DstBucketObjectLockConfigMissing: 'Object Lock is not enabled on the destination bucket',
  DstObjectHardDeleted: 'The replica was deleted by its version id in the destination bucket',
} as const
