/**
 * What AWS's newest model has and the generator's source (the JavaScript SDK) lacks or cannot say.
 * Read by `npm run generate` only; the result stands in `generated/`.
 */
export interface Additions {
  /** Whole shapes to add, in the generated table's own notation. */
  readonly shapes: readonly string[]
  /** Members to add to a structure, in the same notation. */
  readonly members: Readonly<Record<string, readonly string[]>>
  /** Targets that replace the source's, by `Structure.Member`. */
  readonly targets: Readonly<Record<string, string>>
  /** Statuses that replace the source's, by operation. */
  readonly statuses: Readonly<Record<string, number>>
}

/** Members of botocore 1.43.107's model that client-s3-control 3.1112.0 does not know. */
export const controlAdditions: Additions = {
  shapes: [
    'S3AnnotationDirective enum COPY EXCLUDE',
    'S3ObjectLockEventHold enum ON OFF',
    'S3ObjectLockEventHoldDuration structure Days:integer Years:integer',
  ],
  members: {
    S3CopyObjectOperation: [
      'AnnotationDirective:S3AnnotationDirective',
      'ObjectLockEventHold:S3ObjectLockEventHold',
      'ObjectLockEventHoldDuration:S3ObjectLockEventHoldDuration',
    ],
    S3Retention: ['EventHold:S3ObjectLockEventHold', 'EventHoldDuration:S3ObjectLockEventHoldDuration'],
  },
  targets: { 'SelectionCriteria.MinStorageBytesPercentage': 'double' },
  // The model says 200 of all of them; recordings of the service (LocalStack's snapshots) have 204.
  statuses: { DeleteAccessPoint: 204, DeleteAccessPointPolicy: 204, DeletePublicAccessBlock: 204 },
}

/**
 * choice: S3 keeps `Expires` as the client wrote it, also when it is no date, so it is a string here
 * (the SDKs added `ExpiresString` beside it for that reason).
 */
export const objectAdditions: Additions = {
  shapes: [],
  members: {},
  targets: {
    'CopyObjectRequest.Expires': 'string',
    'CreateMultipartUploadRequest.Expires': 'string',
    'GetObjectOutput.Expires': 'string',
    'HeadObjectOutput.Expires': 'string',
    'PutObjectRequest.Expires': 'string',
    'WriteGetObjectResponseRequest.Expires': 'string',
    'GetObjectRequest.ResponseExpires': 'string',
    'HeadObjectRequest.ResponseExpires': 'string',
  },
  statuses: {},
}
