import type { Grant } from '../../../db/model/object.ts'

export interface AccessEntry {
  /** Without `s3:`. */
  readonly action: string
  /** In its place when the request names a version. */
  readonly versionAction?: string
  /** Where it is not the operation's own. */
  readonly level?: 'bucket' | 'object'
  readonly acl?: { readonly on: 'bucket' | 'object'; readonly permission: Grant['permission'] }
}

const bucketRead = { on: 'bucket', permission: 'READ' } as const
const bucketWrite = { on: 'bucket', permission: 'WRITE' } as const
const objectRead = { on: 'object', permission: 'READ' } as const

/** Operations whose action is not simply their name, or that ACLs can allow. `none`: no bucket is concerned. */
export const ACCESS_TABLE: Readonly<Record<string, AccessEntry | 'none' | undefined>> = {
  CreateBucket: 'none',
  ListBuckets: 'none',
  // The caller is in the form; the operation asks for itself.
  PostObject: 'none',
  Preflight: 'none',
  // It reads objects, and is asked for each.
  Website: 'none',

  HeadBucket: { action: 'ListBucket', acl: bucketRead },
  ListObjects: { action: 'ListBucket', acl: bucketRead },
  ListObjectsV2: { action: 'ListBucket', acl: bucketRead },
  ListObjectVersions: { action: 'ListBucketVersions', acl: bucketRead },
  ListMultipartUploads: { action: 'ListBucketMultipartUploads', acl: bucketRead },
  GetBucketAcl: { action: 'GetBucketAcl', acl: { on: 'bucket', permission: 'READ_ACP' } },
  PutBucketAcl: { action: 'PutBucketAcl', acl: { on: 'bucket', permission: 'WRITE_ACP' } },

  GetObject: { action: 'GetObject', versionAction: 'GetObjectVersion', acl: objectRead },
  HeadObject: { action: 'GetObject', versionAction: 'GetObjectVersion', acl: objectRead },
  GetObjectAttributes: { action: 'GetObjectAttributes', versionAction: 'GetObjectVersionAttributes', acl: objectRead },
  GetObjectAcl: {
    action: 'GetObjectAcl',
    versionAction: 'GetObjectVersionAcl',
    acl: { on: 'object', permission: 'READ_ACP' },
  },
  PutObjectAcl: {
    action: 'PutObjectAcl',
    versionAction: 'PutObjectVersionAcl',
    acl: { on: 'object', permission: 'WRITE_ACP' },
  },
  GetObjectTagging: { action: 'GetObjectTagging', versionAction: 'GetObjectVersionTagging' },
  PutObjectTagging: { action: 'PutObjectTagging', versionAction: 'PutObjectVersionTagging' },
  GetObjectAnnotation: { action: 'GetObjectAnnotation', versionAction: 'GetObjectVersionAnnotation' },
  ListObjectAnnotations: { action: 'ListObjectAnnotations', versionAction: 'ListObjectVersionAnnotations' },
  PutObjectAnnotation: { action: 'PutObjectAnnotation', versionAction: 'PutObjectVersionAnnotation' },
  DeleteObjectAnnotation: { action: 'DeleteObjectAnnotation', versionAction: 'DeleteObjectVersionAnnotation' },
  DeleteObjectTagging: { action: 'DeleteObjectTagging', versionAction: 'DeleteObjectVersionTagging' },

  PutObject: { action: 'PutObject', acl: bucketWrite },
  CopyObject: { action: 'PutObject', acl: bucketWrite },
  CreateMultipartUpload: { action: 'PutObject', acl: bucketWrite },
  UploadPart: { action: 'PutObject', acl: bucketWrite },
  UploadPartCopy: { action: 'PutObject', acl: bucketWrite },
  CompleteMultipartUpload: { action: 'PutObject', acl: bucketWrite },
  AbortMultipartUpload: { action: 'AbortMultipartUpload', acl: bucketWrite },
  ListParts: { action: 'ListMultipartUploadParts', acl: bucketWrite },
  DeleteObject: { action: 'DeleteObject', versionAction: 'DeleteObjectVersion', acl: bucketWrite },
  // Every key is asked for on its own.
  DeleteObjects: 'none',

  DeleteBucketCors: { action: 'PutBucketCORS' },
  GetBucketCors: { action: 'GetBucketCORS' },
  PutBucketCors: { action: 'PutBucketCORS' },
  DeleteBucketEncryption: { action: 'PutEncryptionConfiguration' },
  GetBucketEncryption: { action: 'GetEncryptionConfiguration' },
  PutBucketEncryption: { action: 'PutEncryptionConfiguration' },
  DeleteBucketLifecycle: { action: 'PutLifecycleConfiguration' },
  GetBucketLifecycleConfiguration: { action: 'GetLifecycleConfiguration' },
  PutBucketLifecycleConfiguration: { action: 'PutLifecycleConfiguration' },
  DeleteBucketReplication: { action: 'PutReplicationConfiguration' },
  GetBucketReplication: { action: 'GetReplicationConfiguration' },
  PutBucketReplication: { action: 'PutReplicationConfiguration' },
  DeleteBucketTagging: { action: 'PutBucketTagging' },
  DeleteBucketOwnershipControls: { action: 'PutBucketOwnershipControls' },
  GetBucketAccelerateConfiguration: { action: 'GetAccelerateConfiguration' },
  PutBucketAccelerateConfiguration: { action: 'PutAccelerateConfiguration' },
  GetBucketNotificationConfiguration: { action: 'GetBucketNotification' },
  PutBucketNotificationConfiguration: { action: 'PutBucketNotification' },
  GetObjectLockConfiguration: { action: 'GetBucketObjectLockConfiguration' },
  PutObjectLockConfiguration: { action: 'PutBucketObjectLockConfiguration' },
  GetPublicAccessBlock: { action: 'GetBucketPublicAccessBlock' },
  PutPublicAccessBlock: { action: 'PutBucketPublicAccessBlock' },
  DeletePublicAccessBlock: { action: 'PutBucketPublicAccessBlock' },
  GetBucketAnalyticsConfiguration: { action: 'GetAnalyticsConfiguration' },
  ListBucketAnalyticsConfigurations: { action: 'GetAnalyticsConfiguration' },
  PutBucketAnalyticsConfiguration: { action: 'PutAnalyticsConfiguration' },
  DeleteBucketAnalyticsConfiguration: { action: 'PutAnalyticsConfiguration' },
  GetBucketInventoryConfiguration: { action: 'GetInventoryConfiguration' },
  ListBucketInventoryConfigurations: { action: 'GetInventoryConfiguration' },
  PutBucketInventoryConfiguration: { action: 'PutInventoryConfiguration' },
  DeleteBucketInventoryConfiguration: { action: 'PutInventoryConfiguration' },
  GetBucketMetricsConfiguration: { action: 'GetMetricsConfiguration' },
  ListBucketMetricsConfigurations: { action: 'GetMetricsConfiguration' },
  PutBucketMetricsConfiguration: { action: 'PutMetricsConfiguration' },
  DeleteBucketMetricsConfiguration: { action: 'PutMetricsConfiguration' },
  GetBucketIntelligentTieringConfiguration: { action: 'GetIntelligentTieringConfiguration' },
  ListBucketIntelligentTieringConfigurations: { action: 'GetIntelligentTieringConfiguration' },
  PutBucketIntelligentTieringConfiguration: { action: 'PutIntelligentTieringConfiguration' },
  DeleteBucketIntelligentTieringConfiguration: { action: 'PutIntelligentTieringConfiguration' },
}
