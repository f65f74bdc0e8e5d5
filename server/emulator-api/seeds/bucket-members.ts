import { BUCKET_CONFIGURATIONS, type BucketConfigurationKind } from '../../../db/model/bucket-configuration.ts'
import type { ImplementedObjectOperation } from '../../object-api/registry.ts'
import type { ObjectOperationName } from '../../protocol/operations.ts'

/** The members of CreateBucket that a bucket of a seed may have. */
export const BUCKET_MEMBERS = [
  'ACL',
  'GrantFullControl',
  'GrantRead',
  'GrantReadACP',
  'GrantWrite',
  'GrantWriteACP',
  'ObjectLockEnabledForBucket',
  'ObjectOwnership',
] as const

type PuttingOperation = ImplementedObjectOperation & ObjectOperationName

export interface ConfigurationOperation {
  readonly name: PuttingOperation
  /** The member of the operation's request that a bucket of a seed has, too. */
  readonly member: string
  /** Where the store keeps it; undefined: in the bucket itself. */
  readonly kind: BucketConfigurationKind | undefined
  /** Put on the bucket before its objects, or only when they are there, so that the bucket does not act on them. */
  readonly put: 'first' | 'last'
}

/** In the order in which they are put: what others depend on comes before them. */
export const CONFIGURATION_OPERATIONS: readonly ConfigurationOperation[] = [
  first('PutBucketVersioning', 'VersioningConfiguration', undefined),
  first('PutBucketEncryption', 'ServerSideEncryptionConfiguration', BUCKET_CONFIGURATIONS.encryption),
  first('PutPublicAccessBlock', 'PublicAccessBlockConfiguration', BUCKET_CONFIGURATIONS.publicAccessBlock),
  first('PutObjectLockConfiguration', 'ObjectLockConfiguration', BUCKET_CONFIGURATIONS.objectLock),
  first('PutBucketTagging', 'Tagging', BUCKET_CONFIGURATIONS.tagging),
  first('PutBucketCors', 'CORSConfiguration', BUCKET_CONFIGURATIONS.cors),
  first('PutBucketLifecycleConfiguration', 'LifecycleConfiguration', BUCKET_CONFIGURATIONS.lifecycle),
  first('PutBucketWebsite', 'WebsiteConfiguration', BUCKET_CONFIGURATIONS.website),
  first('PutBucketAccelerateConfiguration', 'AccelerateConfiguration', BUCKET_CONFIGURATIONS.accelerate),
  first('PutBucketRequestPayment', 'RequestPaymentConfiguration', BUCKET_CONFIGURATIONS.requestPayment),
  first('PutBucketPolicy', 'Policy', BUCKET_CONFIGURATIONS.policy),
  last('PutBucketLogging', 'BucketLoggingStatus', BUCKET_CONFIGURATIONS.logging),
  last('PutBucketReplication', 'ReplicationConfiguration', BUCKET_CONFIGURATIONS.replication),
  last('PutBucketNotificationConfiguration', 'NotificationConfiguration', BUCKET_CONFIGURATIONS.notification),
]

function first(name: PuttingOperation, member: string, kind: ConfigurationOperation['kind']): ConfigurationOperation {
  return { name, member, kind, put: 'first' }
}

function last(...[name, member, kind]: Parameters<typeof first>): ConfigurationOperation {
  return { name, member, kind, put: 'last' }
}
