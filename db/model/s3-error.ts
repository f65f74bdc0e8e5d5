/**
 * The S3 error catalogue: code → HTTP status and S3's own message.
 * Source: "Error responses" page of the Amazon S3 API Reference.
 *
 * It lives in the model because the same refusal reaches a client as an XML error and a job as a failed task.
 */
export type S3ErrorCode = keyof typeof CATALOGUE

export interface S3ErrorOptions {
  /** Replaces the catalogue's message. */
  readonly message?: string
  /** Extra elements of the error body, such as `Key` or `BucketName`. */
  readonly detail?: Readonly<Record<string, string>>
  /** Extra response headers, such as `x-amz-delete-marker`. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal in S3's words; thrown by the store, the object API and batch operations alike. */
export class S3Error extends Error {
  override readonly name = 'S3Error'
  readonly code: S3ErrorCode
  readonly status: number
  readonly detail: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>

  constructor(code: S3ErrorCode, options: S3ErrorOptions = {}) {
    const [status, message] = CATALOGUE[code]
    super(options.message ?? message)
    this.code = code
    this.status = status
    this.detail = options.detail ?? {}
    this.headers = options.headers ?? {}
  }
}

/** An S3Error as plain data, for crossing a thread. */
export interface S3ErrorData extends S3ErrorOptions {
  readonly code: S3ErrorCode
  readonly message: string
}

export function s3ErrorToData(error: S3Error): S3ErrorData {
  return { code: error.code, message: error.message, detail: error.detail, headers: error.headers }
}

export function s3ErrorFromData(data: S3ErrorData): S3Error {
  return new S3Error(data.code, data)
}

/** HTTP status and default message of a code. */
export function describeS3Error(code: S3ErrorCode): { readonly status: number; readonly message: string } {
  const [status, message] = CATALOGUE[code]
  return { status, message }
}

export function isS3ErrorCode(code: string): code is S3ErrorCode {
  return Object.hasOwn(CATALOGUE, code)
}

type Entry = readonly [status: number, message: string]

const CATALOGUE = {
  AccessControlListNotSupported: [400, 'The bucket does not allow ACLs'],
  AccessPointAlreadyOwnedByYou: [
    409,
    'Your previous request to create the named accesspoint succeeded and you already own it.',
  ],
  AccessDenied: [403, 'Access Denied'],
  AccessForbidden: [403, 'CORSResponse: This CORS request is not allowed.'],
  AccountProblem: [
    403,
    'There is a problem with your account that prevents the operation from completing successfully.',
  ],
  AmbiguousGrantByEmailAddress: [400, 'The email address you provided is associated with more than one account.'],
  AnnotationLimitExceeded: [400, 'The request would exceed the maximum number of annotations allowed per object.'],
  AnnotationNameTooLong: [400, 'The annotation name exceeds 512 bytes.'],
  AuthorizationHeaderMalformed: [400, 'The authorization header that you provided is not valid.'],
  AuthorizationQueryParametersError: [400, 'The authorization query parameters that you provided are not valid.'],
  BadDigest: [400, 'The Content-MD5 you specified did not match what we received.'],
  BadRequest: [400, 'Bad Request'],
  BucketAlreadyExists: [
    409,
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
  ],
  BucketAlreadyOwnedByYou: [409, 'Your previous request to create the named bucket succeeded and you already own it.'],
  BucketHasAccessPointsAttached: [400, 'Bucket has access points attached and cannot be deleted.'],
  BucketNotEmpty: [409, 'The bucket you tried to delete is not empty'],
  ConditionalRequestConflict: [
    409,
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
  ],
  ContentSHA256Mismatch: [400, 'The provided x-amz-content-sha256 header does not match what was computed.'],
  CredentialsNotSupported: [400, 'This request does not support credentials.'],
  // Spelled as the service spells it.
  CrossLocationLoggingProhibitted: [403, 'Cross S3 location logging not allowed. '],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed size'],
  EntityTooSmall: [400, 'Your proposed upload is smaller than the minimum allowed size'],
  ExpiredToken: [400, 'The provided token has expired.'],
  IdMismatch: [400, 'Document ID does not match the specified configuration ID.'],
  IllegalLocationConstraintException: [
    400,
    'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
  ],
  IllegalVersioningConfigurationException: [400, 'The versioning configuration specified in the request is invalid.'],
  IncompleteBody: [400, 'You did not provide the number of bytes specified by the Content-Length HTTP header'],
  InsufficientStorage: [507, 'There is not enough room left to store the request.'],
  IncorrectNumberOfFilesInPostRequest: [400, 'POST requires exactly one file upload per request.'],
  InlineDataTooLarge: [400, 'Inline data exceeds the maximum allowed size.'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  InvalidAccessKeyId: [403, 'The AWS Access Key Id you provided does not exist in our records.'],
  InvalidAccessPoint: [400, 'The specified access point name or account is not valid.'],
  InvalidAccessPointAliasError: [400, 'The specified access point alias name is not valid.'],
  InvalidAnnotationName: [400, 'The annotation name you provided is invalid.'],
  InvalidArgument: [400, 'Invalid Argument'],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidBucketAclWithObjectOwnership: [
    400,
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  ],
  InvalidBucketOwnerAWSAccountID: [400, 'The value of the expected bucket owner parameter must be an AWS Account ID'],
  InvalidBucketState: [409, 'The request is not valid with the current state of the bucket.'],
  InvalidChunkSizeError: [403, 'Only the last chunk is allowed to have a size less than 8192 bytes'],
  InvalidDigest: [400, 'The Content-MD5 you specified was invalid.'],
  InvalidEncryptionAlgorithmError: [400, 'The Encryption request you specified is not valid. Supported value: AES256.'],
  InvalidLocationConstraint: [400, 'The specified location-constraint is not valid'],
  InvalidObjectState: [403, "The operation is not valid for the object's storage class"],
  InvalidPart: [
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  ],
  InvalidPartNumber: [416, 'The requested partnumber is not satisfiable'],
  InvalidPartOrder: [400, 'The list of parts was not in ascending order. Parts must be ordered by part number.'],
  InvalidPolicyDocument: [
    400,
    'The content of the form does not meet the conditions specified in the policy document.',
  ],
  InvalidPrefix: [400, 'The annotation prefix you provided is invalid.'],
  InvalidRange: [416, 'The requested range is not satisfiable'],
  InvalidRedirectLocation: [400, "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."],
  InvalidRequest: [400, 'Invalid Request'],
  InvalidRetentionPeriod: [400, 'Default retention period must be a positive integer value.'],
  InvalidS3DestinationBucket: [400, 'Invalid bucket ARN.'],
  InvalidSecurity: [403, 'The provided security credentials are not valid.'],
  InvalidStorageClass: [400, 'The storage class you specified is not valid'],
  InvalidTag: [400, 'The tag provided was not a valid tag.'],
  InvalidTargetBucketForLogging: [400, 'The target bucket for logging does not exist'],
  InvalidToken: [400, 'The provided token is malformed or otherwise invalid.'],
  InvalidURI: [400, "Couldn't parse the specified URI."],
  KeyTooLongError: [400, 'Your key is too long'],
  MalformedACLError: [400, 'The XML you provided was not well-formed or did not validate against our published schema'],
  MalformedPolicy: [400, "Policies must be valid JSON and the first byte must be '{'"],
  MalformedPOSTRequest: [400, 'The body of your POST request is not well-formed multipart/form-data.'],
  MalformedTrailerError: [
    400,
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  ],
  MalformedXML: [400, 'The XML you provided was not well-formed or did not validate against our published schema'],
  MaxMessageLengthExceeded: [400, 'Your request was too big.'],
  MaxPostPreDataLengthExceededError: [400, 'Your POST request fields preceding the upload file were too large.'],
  MetadataConfigurationNotFound: [404, 'The metadata configuration was not found.'],
  MetadataTooLarge: [400, 'Your metadata headers exceed the maximum allowed metadata size'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  MissingRequestBodyError: [400, 'Request Body is empty'],
  MissingSecurityHeader: [400, 'Your request was missing a required header'],
  NoSuchAccessPoint: [404, 'The specified accesspoint does not exist'],
  NoSuchAccessPointPolicy: [404, 'The specified accesspoint policy does not exist'],
  NoSuchAnnotation: [404, 'The specified annotation does not exist on this object.'],
  NoSuchBucket: [404, 'The specified bucket does not exist'],
  NoSuchBucketPolicy: [404, 'The bucket policy does not exist'],
  NoSuchConfiguration: [404, 'The specified configuration does not exist.'],
  NoSuchCORSConfiguration: [404, 'The CORS configuration does not exist'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchLifecycleConfiguration: [404, 'The lifecycle configuration does not exist'],
  NoSuchObjectLockConfiguration: [404, 'The specified object does not have a ObjectLock configuration'],
  NoSuchPublicAccessBlockConfiguration: [404, 'The public access block configuration was not found'],
  NoSuchResource: [404, "The specified resource doesn't exist."],
  NoSuchTagSet: [404, 'The TagSet does not exist'],
  NoSuchUpload: [
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  ],
  NoSuchVersion: [404, 'The specified version does not exist.'],
  NoSuchWebsiteConfiguration: [404, 'The specified bucket does not have a website configuration'],
  NotImplemented: [501, 'A header you provided implies functionality that is not implemented'],
  NotModified: [304, 'Not Modified'],
  ObjectAlreadyInActiveTierError: [403, 'This action is not allowed against this storage tier.'],
  ObjectLockConfigurationNotFoundError: [404, 'Object Lock configuration does not exist for this bucket'],
  OperationAborted: [
    409,
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
  ],
  OwnershipControlsNotFoundError: [404, 'The bucket ownership controls were not found'],
  PermanentRedirect: [
    301,
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
  ],
  PolicyTooLarge: [400, 'Policy exceeds the maximum allowed document size.'],
  PreconditionFailed: [412, 'At least one of the pre-conditions you specified did not hold'],
  ReplicationConfigurationNotFoundError: [404, 'The replication configuration was not found'],
  RequestHeaderSectionTooLarge: [400, 'Your request header section exceeds the maximum allowed size.'],
  RequestTimeout: [
    400,
    'Your socket connection to the server was not read from or written to within the timeout period.',
  ],
  RequestTimeTooSkewed: [403, 'The difference between the request time and the current time is too large.'],
  RestoreAlreadyInProgress: [409, 'Object restore is already in progress'],
  ServerSideEncryptionConfigurationNotFoundError: [404, 'The server side encryption configuration was not found'],
  ServiceUnavailable: [503, 'Service is unable to handle request.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  SlowDown: [503, 'Please reduce your request rate.'],
  TemporaryRedirect: [307, 'You are being redirected to the bucket while the DNS server is being updated.'],
  TooManyBuckets: [400, 'You have attempted to create more buckets than allowed'],
  TooManyConfigurations: [
    400,
    'You are attempting to create a new configuration but have already reached the configuration limit.',
  ],
  TooManyTagsException: [400, 'The number of tags exceeds the limit.'],
  UnexpectedContent: [400, 'This request does not support content'],
  UnresolvableGrantByEmailAddress: [400, 'The email address you provided does not match any account on record.'],
  UnsupportedMediaType: [415, 'The annotation payload is not valid UTF-8 encoded text.'],
  UserKeyMustBeSpecified: [
    400,
    'The bucket POST must contain the specified field name. If it is specified, check the order of the fields.',
  ],
  XAmzContentSHA256Mismatch: [400, "The provided 'x-amz-content-sha256' header does not match what was computed."],
  'KMS.NotFoundException': [400, 'Key does not exist'],
} satisfies Record<string, Entry>
