import { later } from '../later.ts'
import type { S3Operations } from '../protocol/generated/s3-types.ts'
import { guarded } from './access/guarded.ts'
import { createBucket } from './buckets/create-bucket.ts'
import { deleteBucket } from './buckets/delete-bucket.ts'
import { headBucket } from './buckets/head-bucket.ts'
import { listBuckets } from './buckets/list-buckets.ts'
import { caused } from './caused.ts'
import { crossOrigin } from './cors/cross-origin.ts'
import type { ObjectHandler } from './handler.ts'
import { listObjects } from './listings/list-objects.ts'
import { listObjectsV2 } from './listings/list-objects-v2.ts'
import { deleteObject } from './objects/delete-object.ts'
import { deleteObjects } from './objects/delete-objects.ts'
import { getObject } from './objects/get-object.ts'
import { headObject } from './objects/head-object.ts'
import { putObject } from './objects/put-object.ts'

type Handlers = { readonly [Name in keyof S3Operations]?: ObjectHandler<S3Operations[Name]['input']> } & {
  readonly PostObject: ObjectHandler
  readonly Preflight: ObjectHandler
  readonly Website: ObjectHandler
}

/** Files that a start does without: most programs use a few of the operations, and each file takes its time. */
const bucketAcl = () => import('./acl/bucket-acl.ts')
const objectAcl = () => import('./acl/object-acl.ts')
const ownershipControls = () => import('./acl/ownership-controls.ts')
const publicAccessBlock = () => import('./acl/public-access-block.ts')
const deleteObjectAnnotation = () => import('./annotations/delete-object-annotation.ts')
const getObjectAnnotation = () => import('./annotations/get-object-annotation.ts')
const listObjectAnnotations = () => import('./annotations/list-object-annotations.ts')
const putObjectAnnotation = () => import('./annotations/put-object-annotation.ts')
const restoreObject = () => import('./archive/restore-object.ts')
const getBucketLocation = () => import('./buckets/get-bucket-location.ts')
const bucketAbac = () => import('./configuration/bucket-abac.ts')
const bucketAccelerate = () => import('./configuration/bucket-accelerate.ts')
const bucketAnalytics = () => import('./configuration/bucket-analytics.ts')
const bucketCors = () => import('./configuration/bucket-cors.ts')
const bucketEncryption = () => import('./configuration/bucket-encryption.ts')
const bucketIntelligentTiering = () => import('./configuration/bucket-intelligent-tiering.ts')
const bucketInventory = () => import('./configuration/bucket-inventory.ts')
const bucketLifecycle = () => import('./configuration/bucket-lifecycle.ts')
const bucketLogging = () => import('./configuration/bucket-logging.ts')
const bucketMetadata = () => import('./configuration/bucket-metadata.ts')
const bucketMetadataTable = () => import('./configuration/bucket-metadata-table.ts')
const bucketMetrics = () => import('./configuration/bucket-metrics.ts')
const bucketNotification = () => import('./configuration/bucket-notification.ts')
const bucketReplication = () => import('./configuration/bucket-replication.ts')
const bucketRequestPayment = () => import('./configuration/bucket-request-payment.ts')
const bucketTagging = () => import('./configuration/bucket-tagging.ts')
const bucketWebsite = () => import('./configuration/bucket-website.ts')
const preflight = () => import('./cors/preflight.ts')
const objectLegalHold = () => import('./lock/object-legal-hold.ts')
const objectLockConfiguration = () => import('./lock/object-lock-configuration.ts')
const objectRetention = () => import('./lock/object-retention.ts')
const abortMultipartUpload = () => import('./multipart/abort-multipart-upload.ts')
const completeMultipartUpload = () => import('./multipart/complete-multipart-upload.ts')
const createMultipartUpload = () => import('./multipart/create-multipart-upload.ts')
const listMultipartUploads = () => import('./multipart/list-multipart-uploads.ts')
const listParts = () => import('./multipart/list-parts.ts')
const uploadPart = () => import('./multipart/upload-part.ts')
const uploadPartCopy = () => import('./multipart/upload-part-copy.ts')
const copyObject = () => import('./objects/copy-object.ts')
const getObjectAttributes = () => import('./objects/get-object-attributes.ts')
const updateObjectEncryption = () => import('./objects/update-object-encryption.ts')
const bucketPolicy = () => import('./policy/bucket-policy.ts')
const postObject = () => import('./post/post-object.ts')
const deleteObjectTagging = () => import('./tagging/delete-object-tagging.ts')
const getObjectTagging = () => import('./tagging/get-object-tagging.ts')
const putObjectTagging = () => import('./tagging/put-object-tagging.ts')
const getBucketVersioning = () => import('./versioning/get-bucket-versioning.ts')
const listObjectVersions = () => import('./versioning/list-object-versions.ts')
const putBucketVersioning = () => import('./versioning/put-bucket-versioning.ts')
const serveWebsite = () => import('./website/serve-website.ts')

const handlers = {
  AbortMultipartUpload: later(abortMultipartUpload, 'abortMultipartUpload'),
  CompleteMultipartUpload: later(completeMultipartUpload, 'completeMultipartUpload'),
  CopyObject: later(copyObject, 'copyObject'),
  CreateBucket: createBucket,
  CreateBucketMetadataConfiguration: later(bucketMetadata, 'createBucketMetadataConfiguration'),
  CreateBucketMetadataTableConfiguration: later(bucketMetadataTable, 'createBucketMetadataTableConfiguration'),
  CreateMultipartUpload: later(createMultipartUpload, 'createMultipartUpload'),
  DeleteBucket: deleteBucket,
  DeleteBucketAnalyticsConfiguration: later(bucketAnalytics, 'deleteBucketAnalyticsConfiguration'),
  DeleteBucketCors: later(bucketCors, 'deleteBucketCors'),
  DeleteBucketEncryption: later(bucketEncryption, 'deleteBucketEncryption'),
  DeleteBucketIntelligentTieringConfiguration: later(
    bucketIntelligentTiering,
    'deleteBucketIntelligentTieringConfiguration',
  ),
  DeleteBucketInventoryConfiguration: later(bucketInventory, 'deleteBucketInventoryConfiguration'),
  DeleteBucketLifecycle: later(bucketLifecycle, 'deleteBucketLifecycle'),
  DeleteBucketMetadataConfiguration: later(bucketMetadata, 'deleteBucketMetadataConfiguration'),
  DeleteBucketMetadataTableConfiguration: later(bucketMetadataTable, 'deleteBucketMetadataTableConfiguration'),
  DeleteBucketMetricsConfiguration: later(bucketMetrics, 'deleteBucketMetricsConfiguration'),
  DeleteBucketOwnershipControls: later(ownershipControls, 'deleteBucketOwnershipControls'),
  DeleteBucketPolicy: later(bucketPolicy, 'deleteBucketPolicy'),
  DeleteBucketReplication: later(bucketReplication, 'deleteBucketReplication'),
  DeleteBucketTagging: later(bucketTagging, 'deleteBucketTagging'),
  DeleteBucketWebsite: later(bucketWebsite, 'deleteBucketWebsite'),
  DeleteObject: deleteObject,
  DeleteObjectAnnotation: later(deleteObjectAnnotation, 'deleteObjectAnnotation'),
  DeleteObjects: deleteObjects,
  DeleteObjectTagging: later(deleteObjectTagging, 'deleteObjectTagging'),
  DeletePublicAccessBlock: later(publicAccessBlock, 'deletePublicAccessBlock'),
  GetBucketAbac: later(bucketAbac, 'getBucketAbac'),
  GetBucketAccelerateConfiguration: later(bucketAccelerate, 'getBucketAccelerateConfiguration'),
  GetBucketAcl: later(bucketAcl, 'getBucketAcl'),
  GetBucketAnalyticsConfiguration: later(bucketAnalytics, 'getBucketAnalyticsConfiguration'),
  GetBucketCors: later(bucketCors, 'getBucketCors'),
  GetBucketEncryption: later(bucketEncryption, 'getBucketEncryption'),
  GetBucketIntelligentTieringConfiguration: later(bucketIntelligentTiering, 'getBucketIntelligentTieringConfiguration'),
  GetBucketInventoryConfiguration: later(bucketInventory, 'getBucketInventoryConfiguration'),
  GetBucketLifecycleConfiguration: later(bucketLifecycle, 'getBucketLifecycleConfiguration'),
  GetBucketLocation: later(getBucketLocation, 'getBucketLocation'),
  GetBucketLogging: later(bucketLogging, 'getBucketLogging'),
  GetBucketMetadataConfiguration: later(bucketMetadata, 'getBucketMetadataConfiguration'),
  GetBucketMetadataTableConfiguration: later(bucketMetadataTable, 'getBucketMetadataTableConfiguration'),
  GetBucketMetricsConfiguration: later(bucketMetrics, 'getBucketMetricsConfiguration'),
  GetBucketNotificationConfiguration: later(bucketNotification, 'getBucketNotificationConfiguration'),
  GetBucketOwnershipControls: later(ownershipControls, 'getBucketOwnershipControls'),
  GetBucketPolicy: later(bucketPolicy, 'getBucketPolicy'),
  GetBucketPolicyStatus: later(bucketPolicy, 'getBucketPolicyStatus'),
  GetBucketReplication: later(bucketReplication, 'getBucketReplication'),
  GetBucketRequestPayment: later(bucketRequestPayment, 'getBucketRequestPayment'),
  GetBucketTagging: later(bucketTagging, 'getBucketTagging'),
  GetBucketVersioning: later(getBucketVersioning, 'getBucketVersioning'),
  GetBucketWebsite: later(bucketWebsite, 'getBucketWebsite'),
  GetObject: getObject,
  GetObjectAcl: later(objectAcl, 'getObjectAcl'),
  GetObjectAnnotation: later(getObjectAnnotation, 'getObjectAnnotation'),
  GetObjectAttributes: later(getObjectAttributes, 'getObjectAttributes'),
  GetObjectLegalHold: later(objectLegalHold, 'getObjectLegalHold'),
  GetObjectLockConfiguration: later(objectLockConfiguration, 'getObjectLockConfiguration'),
  GetObjectRetention: later(objectRetention, 'getObjectRetention'),
  GetObjectTagging: later(getObjectTagging, 'getObjectTagging'),
  GetPublicAccessBlock: later(publicAccessBlock, 'getPublicAccessBlock'),
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBucketAnalyticsConfigurations: later(bucketAnalytics, 'listBucketAnalyticsConfigurations'),
  ListBucketIntelligentTieringConfigurations: later(
    bucketIntelligentTiering,
    'listBucketIntelligentTieringConfigurations',
  ),
  ListBucketInventoryConfigurations: later(bucketInventory, 'listBucketInventoryConfigurations'),
  ListBucketMetricsConfigurations: later(bucketMetrics, 'listBucketMetricsConfigurations'),
  ListBuckets: listBuckets,
  ListMultipartUploads: later(listMultipartUploads, 'listMultipartUploads'),
  ListObjectAnnotations: later(listObjectAnnotations, 'listObjectAnnotations'),
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: later(listObjectVersions, 'listObjectVersions'),
  ListParts: later(listParts, 'listParts'),
  PostObject: later(postObject, 'postObject'),
  Preflight: later(preflight, 'preflight'),
  PutBucketAbac: later(bucketAbac, 'putBucketAbac'),
  PutBucketAccelerateConfiguration: later(bucketAccelerate, 'putBucketAccelerateConfiguration'),
  PutBucketAcl: later(bucketAcl, 'putBucketAcl'),
  PutBucketAnalyticsConfiguration: later(bucketAnalytics, 'putBucketAnalyticsConfiguration'),
  PutBucketCors: later(bucketCors, 'putBucketCors'),
  PutBucketEncryption: later(bucketEncryption, 'putBucketEncryption'),
  PutBucketIntelligentTieringConfiguration: later(bucketIntelligentTiering, 'putBucketIntelligentTieringConfiguration'),
  PutBucketInventoryConfiguration: later(bucketInventory, 'putBucketInventoryConfiguration'),
  PutBucketLifecycleConfiguration: later(bucketLifecycle, 'putBucketLifecycleConfiguration'),
  PutBucketLogging: later(bucketLogging, 'putBucketLogging'),
  PutBucketMetricsConfiguration: later(bucketMetrics, 'putBucketMetricsConfiguration'),
  PutBucketNotificationConfiguration: later(bucketNotification, 'putBucketNotificationConfiguration'),
  PutBucketOwnershipControls: later(ownershipControls, 'putBucketOwnershipControls'),
  PutBucketPolicy: later(bucketPolicy, 'putBucketPolicy'),
  PutBucketReplication: later(bucketReplication, 'putBucketReplication'),
  PutBucketRequestPayment: later(bucketRequestPayment, 'putBucketRequestPayment'),
  PutBucketTagging: later(bucketTagging, 'putBucketTagging'),
  PutBucketVersioning: later(putBucketVersioning, 'putBucketVersioning'),
  PutBucketWebsite: later(bucketWebsite, 'putBucketWebsite'),
  PutObject: putObject,
  PutObjectAcl: later(objectAcl, 'putObjectAcl'),
  PutObjectAnnotation: later(putObjectAnnotation, 'putObjectAnnotation'),
  PutObjectLegalHold: later(objectLegalHold, 'putObjectLegalHold'),
  PutObjectLockConfiguration: later(objectLockConfiguration, 'putObjectLockConfiguration'),
  PutObjectRetention: later(objectRetention, 'putObjectRetention'),
  PutObjectTagging: later(putObjectTagging, 'putObjectTagging'),
  PutPublicAccessBlock: later(publicAccessBlock, 'putPublicAccessBlock'),
  RestoreObject: later(restoreObject, 'restoreObject'),
  UpdateBucketMetadataAnnotationTableConfiguration: later(
    bucketMetadata,
    'updateBucketMetadataAnnotationTableConfiguration',
  ),
  UpdateBucketMetadataInventoryTableConfiguration: later(
    bucketMetadata,
    'updateBucketMetadataInventoryTableConfiguration',
  ),
  UpdateBucketMetadataJournalTableConfiguration: later(bucketMetadata, 'updateBucketMetadataJournalTableConfiguration'),
  UpdateObjectEncryption: later(updateObjectEncryption, 'updateObjectEncryption'),
  UploadPart: later(uploadPart, 'uploadPart'),
  UploadPartCopy: later(uploadPartCopy, 'uploadPartCopy'),
  Website: later(serveWebsite, 'serveWebsite'),
} satisfies Handlers

/**
 * Every S3 operation that is implemented, by its name; all others answer `NotImplemented`. What holds for all of them
 * alike is put around them here.
 */
export const objectHandlers = caused(crossOrigin(guarded(handlers)))

export type ImplementedObjectOperation = keyof typeof objectHandlers
