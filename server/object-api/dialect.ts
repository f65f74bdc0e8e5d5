import type { S3ErrorCode } from '../../db/model/s3-error.ts'

/**
 * Where Ceph's S3 is known to answer otherwise than AWS. The public suite ceph/s3-tests was written for the one, programs
 * for the other; `--dialect` says which to follow (docs/s3-suite.md lists the tests that tell them apart).
 */
export interface Dialect {
  /** Predefined groups stand before users in access control lists; else a list is as it was made. */
  readonly groupsFirst: boolean
  /** A part number that the object does not have. */
  readonly missingPart: S3ErrorCode
  /** An SSE-C object that is read with another key. */
  readonly wrongCustomerKey: S3ErrorCode
  /** The policy status of a bucket without a policy: refused, or judged by its ACL. */
  readonly statusWithoutPolicy: 'refused' | 'judged'
  /** One's own bucket, made again with another ACL. */
  readonly remakeWithOtherAcl: 'found' | 'refused'
  /**
   * Conditions on writes that S3 has for directory buckets only, or not at all: a tag in `If-None-Match`, `*` in
   * `If-Match`, both at once, the size or date of what is deleted.
   */
  readonly wideConditions: 'refused' | 'judged'
  /** `x-amz-bypass-governance-retention` on a bucket without Object Lock. */
  readonly bypassWithoutLock: 'refused' | 'ignored'
  /** A completion without a list of parts. */
  readonly noParts: S3ErrorCode
  /** An UploadPartCopy of a range that ends behind its source. */
  readonly longCopyRange: S3ErrorCode
  /** What the checksum of a completed upload is taken for, where no type of it is given. */
  readonly untypedChecksum: 'composite' | 'asUploaded'
  /** A default retention of no days, or of too many. */
  readonly noPeriod: S3ErrorCode
}

const DIALECTS = {
  aws: {
    groupsFirst: false,
    missingPart: 'InvalidPartNumber',
    wrongCustomerKey: 'AccessDenied',
    statusWithoutPolicy: 'refused',
    remakeWithOtherAcl: 'found',
    wideConditions: 'refused',
    bypassWithoutLock: 'refused',
    noParts: 'InvalidRequest',
    longCopyRange: 'InvalidArgument',
    untypedChecksum: 'composite',
    noPeriod: 'InvalidArgument',
  },
  ceph: {
    groupsFirst: true,
    missingPart: 'InvalidPart',
    wrongCustomerKey: 'InvalidRequest',
    statusWithoutPolicy: 'judged',
    remakeWithOtherAcl: 'refused',
    wideConditions: 'judged',
    bypassWithoutLock: 'ignored',
    noParts: 'MalformedXML',
    longCopyRange: 'InvalidRange',
    untypedChecksum: 'asUploaded',
    noPeriod: 'InvalidRetentionPeriod',
  },
} satisfies Record<string, Dialect>

export type DialectName = keyof typeof DIALECTS

/** @param settings AWS's where they name none */
export function dialectOf({ dialect = 'aws' }: { readonly dialect?: DialectName | undefined }): Dialect {
  return DIALECTS[dialect]
}
