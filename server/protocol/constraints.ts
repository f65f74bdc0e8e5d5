/**
 * What the generator's source does not say: lengths, ranges, patterns. Lengths of text count Unicode code points, those
 * of lists and maps entries; a pattern must match the whole value. Keys are `Structure.Member`, `*.Member` for a member
 * of any structure, with `[]` for a list's items, `{key}` and `{value}` for a map's.
 */
export interface Constraint {
  readonly required?: true
  readonly length?: readonly [least: number, most: number]
  readonly range?: readonly [least: number, most: number]
  readonly pattern?: RegExp
  /** Where the constraint was read. */
  readonly source: string
}

/** Reference section 1.2, from AWS's model of S3 Control. */
const model = (constraint: Omit<Constraint, 'source'>): Constraint => ({
  ...constraint,
  source: 'reference 1.2, MODEL',
})
/** Members younger than the reference, from botocore 1.43.107's model. */
const newer = (constraint: Omit<Constraint, 'source'>): Constraint => ({ ...constraint, source: 'botocore 1.43.107' })

const UNBOUNDED = Number.POSITIVE_INFINITY
const TEXT_1024 = model({ length: [1, 1024] })
const ACCOUNT = model({ length: [0, 64], pattern: /^\d{12}$/ })
const BUCKET_ARN = model({ length: [1, 128], pattern: /^arn:[^:]+:s3:.*$/s })
const KMS_KEY_ARN = model({
  length: [20, 2048],
  pattern: /^arn:aws[a-zA-Z0-9-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[a-zA-Z0-9-]+$/,
})
const KMS_KEY_ID = model({ length: [1, 2000] })
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const PRIORITY = model({ range: [0, 2147483647] })
const LAMBDA_ARN =
  /^(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?$/

export const constraints: Readonly<Record<string, Constraint>> = {
  '*.AccountId': ACCOUNT,
  'CreateJobRequest.ClientRequestToken': model({ required: true, length: [1, 64] }),
  'CreateJobRequest.Description': model({ length: [1, 256] }),
  'CreateJobRequest.Priority': PRIORITY,
  'CreateJobRequest.RoleArn': model({ length: [1, 2048], pattern: /^arn:[^:]+:iam::\d{12}:role\/.*$/s }),
  'UpdateJobPriorityRequest.Priority': PRIORITY,
  'UpdateJobStatusRequest.StatusUpdateReason': model({ length: [1, 256] }),
  'ListJobsRequest.NextToken': model({ length: [1, 1024], pattern: /^[A-Za-z0-9+:/=?#-_]+$/ }),
  'ListJobsRequest.MaxResults': model({ range: [0, 1000] }),
  ...Object.fromEntries(
    [
      'DescribeJobRequest',
      'UpdateJobPriorityRequest',
      'UpdateJobStatusRequest',
      'GetJobTaggingRequest',
      'PutJobTaggingRequest',
      'DeleteJobTaggingRequest',
    ].map((request) => [`${request}.JobId`, model({ length: [5, 36], pattern: /^[a-zA-Z0-9\-_]+$/ })]),
  ),

  'S3Tag.Key': model({ length: [1, 128], pattern: TAG_TEXT }),
  'S3Tag.Value': model({ length: [0, 256], pattern: TAG_TEXT }),
  'JobReport.Bucket': BUCKET_ARN,
  'JobReport.Prefix': model({ length: [1, 512] }),
  'JobReport.ExpectedBucketOwner': ACCOUNT,
  'JobManifestLocation.ObjectArn': model({ length: [1, 2000], pattern: /^arn:[^:]+:s3:.*$/s }),
  'JobManifestLocation.ObjectVersionId': model({ length: [1, 2000] }),
  'JobManifestLocation.ETag': TEXT_1024,

  'S3JobManifestGenerator.ExpectedBucketOwner': ACCOUNT,
  'S3JobManifestGenerator.SourceBucket': BUCKET_ARN,
  'S3ManifestOutputLocation.ExpectedManifestBucketOwner': ACCOUNT,
  'S3ManifestOutputLocation.Bucket': BUCKET_ARN,
  'S3ManifestOutputLocation.ManifestPrefix': model({ length: [1, 512] }),
  'SSEKMSEncryption.KeyId': KMS_KEY_ID,
  'KeyNameConstraint.MatchAnyPrefix[]': TEXT_1024,
  'KeyNameConstraint.MatchAnySuffix[]': TEXT_1024,
  'KeyNameConstraint.MatchAnySubstring[]': TEXT_1024,
  'JobManifestGeneratorFilter.MatchAnyObjectEncryption': model({ length: [1, 1] }),
  'SSEKMSFilter.KmsKeyArn': KMS_KEY_ARN,
  'DSSEKMSFilter.KmsKeyArn': KMS_KEY_ARN,

  'LambdaInvokeOperation.FunctionArn': model({ length: [1, 1024], pattern: LAMBDA_ARN }),
  'LambdaInvokeOperation.InvocationSchemaVersion': model({ length: [1, 64] }),
  'LambdaInvokeOperation.UserArguments': model({ length: [1, 10] }),
  'LambdaInvokeOperation.UserArguments{key}': model({ length: [1, 64] }),
  'LambdaInvokeOperation.UserArguments{value}': model({ length: [0, 1024] }),

  'CreateAccessPointRequest.Bucket': model({ length: [3, 255] }),
  'CreateAccessPointRequest.BucketAccountId': ACCOUNT,
  'VpcConfiguration.VpcId': model({ length: [1, 1024] }),
  'ListAccessPointsRequest.MaxResults': model({ range: [0, 1000] }),
  'ListAccessPointsRequest.NextToken': TEXT_1024,

  'S3CopyObjectOperation.TargetResource': model({ length: [1, 128], pattern: /^arn:[^:]+:(s3|s3express):.*$/s }),
  'S3CopyObjectOperation.RedirectLocation': model({ length: [1, 2048] }),
  'S3CopyObjectOperation.SSEAwsKmsKeyId': KMS_KEY_ID,
  'S3CopyObjectOperation.TargetKeyPrefix': TEXT_1024,
  'S3Grantee.Identifier': TEXT_1024,
  'S3Grantee.DisplayName': TEXT_1024,
  'S3ObjectOwner.ID': TEXT_1024,
  'S3ObjectOwner.DisplayName': TEXT_1024,
  'S3ObjectMetadata.CacheControl': TEXT_1024,
  'S3ObjectMetadata.ContentDisposition': TEXT_1024,
  'S3ObjectMetadata.ContentEncoding': TEXT_1024,
  'S3ObjectMetadata.ContentLanguage': TEXT_1024,
  'S3ObjectMetadata.ContentMD5': TEXT_1024,
  'S3ObjectMetadata.ContentType': TEXT_1024,
  'S3ObjectMetadata.ContentLength': model({ range: [0, UNBOUNDED] }),
  'S3ObjectMetadata.UserMetadata': model({ length: [0, 8192] }),
  'S3ObjectMetadata.UserMetadata{key}': TEXT_1024,
  'S3ObjectMetadata.UserMetadata{value}': model({ length: [0, 1024] }),
  'S3InitiateRestoreObjectOperation.ExpirationInDays': model({ range: [0, 2147483647] }),
  'S3UpdateObjectEncryptionSSEKMS.KMSKeyArn': KMS_KEY_ARN,
  'S3ObjectLockEventHoldDuration.Days': newer({ range: [1, 36500] }),
  'S3ObjectLockEventHoldDuration.Years': newer({ range: [1, 100] }),
}
