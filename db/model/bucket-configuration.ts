/**
 * Kinds of bucket configuration, the names under which a store keeps them. Each body is what S3's model calls the
 * request's payload, in S3's own member names (dates as ISO 8601 text), so that who acts on one reads AWS's words.
 */
export const BUCKET_CONFIGURATIONS = {
  /** `OwnershipControls` */
  ownership: 'ownership',
  /** `ObjectLockConfiguration` */
  objectLock: 'object-lock',
  /** `ServerSideEncryptionConfiguration` */
  encryption: 'encryption',
  /** `PublicAccessBlockConfiguration` */
  publicAccessBlock: 'public-access-block',
  /** The policy's text */
  policy: 'policy',
  /** `Tagging` */
  tagging: 'tagging',
  /** `CORSConfiguration` */
  cors: 'cors',
  /** `WebsiteConfiguration` */
  website: 'website',
  /** `BucketLoggingStatus` */
  logging: 'logging',
  /** `NotificationConfiguration` */
  notification: 'notification',
  /** `BucketLifecycleConfiguration` */
  lifecycle: 'lifecycle',
  /** `ReplicationConfiguration` */
  replication: 'replication',
  /** `InventoryConfiguration`, one an id */
  inventory: 'inventory',
  /** `MetricsConfiguration`, one an id */
  metrics: 'metrics',
  /** `AnalyticsConfiguration`, one an id */
  analytics: 'analytics',
  /** `IntelligentTieringConfiguration`, one an id */
  intelligentTiering: 'intelligent-tiering',
  /** `AccelerateConfiguration` */
  accelerate: 'accelerate',
  /** `RequestPaymentConfiguration` */
  requestPayment: 'request-payment',
  /** `AbacStatus` */
  abac: 'abac',
  /** `{ MFADelete: 'Enabled' }`, which S3 keeps beside the versioning state */
  mfaDelete: 'mfa-delete',
  /** `MetadataConfiguration` */
  metadata: 'metadata',
  /** `MetadataTableConfiguration` */
  metadataTable: 'metadata-table',
} as const

export type BucketConfigurationKind = (typeof BUCKET_CONFIGURATIONS)[keyof typeof BUCKET_CONFIGURATIONS]
