import type { S3Operations } from '../protocol/generated/s3-types.ts'
import { guarded } from './access/guarded.ts'
import { getBucketAcl, putBucketAcl } from './acl/bucket-acl.ts'
import { getObjectAcl, putObjectAcl } from './acl/object-acl.ts'
import {
  deleteBucketOwnershipControls,
  getBucketOwnershipControls,
  putBucketOwnershipControls,
} from './acl/ownership-controls.ts'
import { deletePublicAccessBlock, getPublicAccessBlock, putPublicAccessBlock } from './acl/public-access-block.ts'
import { deleteObjectAnnotation } from './annotations/delete-object-annotation.ts'
import { getObjectAnnotation } from './annotations/get-object-annotation.ts'
import { listObjectAnnotations } from './annotations/list-object-annotations.ts'
import { putObjectAnnotation } from './annotations/put-object-annotation.ts'
import { restoreObject } from './archive/restore-object.ts'
import { createBucket } from './buckets/create-bucket.ts'
import { deleteBucket } from './buckets/delete-bucket.ts'
import { getBucketLocation } from './buckets/get-bucket-location.ts'
import { headBucket } from './buckets/head-bucket.ts'
import { listBuckets } from './buckets/list-buckets.ts'
import { caused } from './caused.ts'
import { getBucketAbac, putBucketAbac } from './configuration/bucket-abac.ts'
import {
  getBucketAccelerateConfiguration,
  putBucketAccelerateConfiguration,
} from './configuration/bucket-accelerate.ts'
import {
  deleteBucketAnalyticsConfiguration,
  getBucketAnalyticsConfiguration,
  listBucketAnalyticsConfigurations,
  putBucketAnalyticsConfiguration,
} from './configuration/bucket-analytics.ts'
import { deleteBucketCors, getBucketCors, putBucketCors } from './configuration/bucket-cors.ts'
import { deleteBucketEncryption, getBucketEncryption, putBucketEncryption } from './configuration/bucket-encryption.ts'
import {
  deleteBucketIntelligentTieringConfiguration,
  getBucketIntelligentTieringConfiguration,
  listBucketIntelligentTieringConfigurations,
  putBucketIntelligentTieringConfiguration,
} from './configuration/bucket-intelligent-tiering.ts'
import {
  deleteBucketInventoryConfiguration,
  getBucketInventoryConfiguration,
  listBucketInventoryConfigurations,
  putBucketInventoryConfiguration,
} from './configuration/bucket-inventory.ts'
import {
  deleteBucketLifecycle,
  getBucketLifecycleConfiguration,
  putBucketLifecycleConfiguration,
} from './configuration/bucket-lifecycle.ts'
import { getBucketLogging, putBucketLogging } from './configuration/bucket-logging.ts'
import {
  createBucketMetadataConfiguration,
  deleteBucketMetadataConfiguration,
  getBucketMetadataConfiguration,
  updateBucketMetadataAnnotationTableConfiguration,
  updateBucketMetadataInventoryTableConfiguration,
  updateBucketMetadataJournalTableConfiguration,
} from './configuration/bucket-metadata.ts'
import {
  createBucketMetadataTableConfiguration,
  deleteBucketMetadataTableConfiguration,
  getBucketMetadataTableConfiguration,
} from './configuration/bucket-metadata-table.ts'
import {
  deleteBucketMetricsConfiguration,
  getBucketMetricsConfiguration,
  listBucketMetricsConfigurations,
  putBucketMetricsConfiguration,
} from './configuration/bucket-metrics.ts'
import {
  getBucketNotificationConfiguration,
  putBucketNotificationConfiguration,
} from './configuration/bucket-notification.ts'
import {
  deleteBucketReplication,
  getBucketReplication,
  putBucketReplication,
} from './configuration/bucket-replication.ts'
import { getBucketRequestPayment, putBucketRequestPayment } from './configuration/bucket-request-payment.ts'
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from './configuration/bucket-tagging.ts'
import { deleteBucketWebsite, getBucketWebsite, putBucketWebsite } from './configuration/bucket-website.ts'
import { crossOrigin } from './cors/cross-origin.ts'
import { preflight } from './cors/preflight.ts'
import type { ObjectHandler } from './handler.ts'
import { listObjects } from './listings/list-objects.ts'
import { listObjectsV2 } from './listings/list-objects-v2.ts'
import { getObjectLegalHold, putObjectLegalHold } from './lock/object-legal-hold.ts'
import { getObjectLockConfiguration, putObjectLockConfiguration } from './lock/object-lock-configuration.ts'
import { getObjectRetention, putObjectRetention } from './lock/object-retention.ts'
import { abortMultipartUpload } from './multipart/abort-multipart-upload.ts'
import { completeMultipartUpload } from './multipart/complete-multipart-upload.ts'
import { createMultipartUpload } from './multipart/create-multipart-upload.ts'
import { listMultipartUploads } from './multipart/list-multipart-uploads.ts'
import { listParts } from './multipart/list-parts.ts'
import { uploadPart } from './multipart/upload-part.ts'
import { uploadPartCopy } from './multipart/upload-part-copy.ts'
import { copyObject } from './objects/copy-object.ts'
import { deleteObject } from './objects/delete-object.ts'
import { deleteObjects } from './objects/delete-objects.ts'
import { getObject } from './objects/get-object.ts'
import { getObjectAttributes } from './objects/get-object-attributes.ts'
import { headObject } from './objects/head-object.ts'
import { putObject } from './objects/put-object.ts'
import { updateObjectEncryption } from './objects/update-object-encryption.ts'
import { deleteBucketPolicy, getBucketPolicy, getBucketPolicyStatus, putBucketPolicy } from './policy/bucket-policy.ts'
import { postObject } from './post/post-object.ts'
import { deleteObjectTagging } from './tagging/delete-object-tagging.ts'
import { getObjectTagging } from './tagging/get-object-tagging.ts'
import { putObjectTagging } from './tagging/put-object-tagging.ts'
import { getBucketVersioning } from './versioning/get-bucket-versioning.ts'
import { listObjectVersions } from './versioning/list-object-versions.ts'
import { putBucketVersioning } from './versioning/put-bucket-versioning.ts'
import { serveWebsite } from './website/serve-website.ts'

type Handlers = { readonly [Name in keyof S3Operations]?: ObjectHandler<S3Operations[Name]['input']> } & {
  readonly PostObject: ObjectHandler
  readonly Preflight: ObjectHandler
  readonly Website: ObjectHandler
}

const handlers = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateBucketMetadataConfiguration: createBucketMetadataConfiguration,
  CreateBucketMetadataTableConfiguration: createBucketMetadataTableConfiguration,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteBucketAnalyticsConfiguration: deleteBucketAnalyticsConfiguration,
  DeleteBucketCors: deleteBucketCors,
  DeleteBucketEncryption: deleteBucketEncryption,
  DeleteBucketIntelligentTieringConfiguration: deleteBucketIntelligentTieringConfiguration,
  DeleteBucketInventoryConfiguration: deleteBucketInventoryConfiguration,
  DeleteBucketLifecycle: deleteBucketLifecycle,
  DeleteBucketMetadataConfiguration: deleteBucketMetadataConfiguration,
  DeleteBucketMetadataTableConfiguration: deleteBucketMetadataTableConfiguration,
  DeleteBucketMetricsConfiguration: deleteBucketMetricsConfiguration,
  DeleteBucketOwnershipControls: deleteBucketOwnershipControls,
  DeleteBucketPolicy: deleteBucketPolicy,
  DeleteBucketReplication: deleteBucketReplication,
  DeleteBucketTagging: deleteBucketTagging,
  DeleteBucketWebsite: deleteBucketWebsite,
  DeleteObject: deleteObject,
  DeleteObjectAnnotation: deleteObjectAnnotation,
  DeleteObjects: deleteObjects,
  DeleteObjectTagging: deleteObjectTagging,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetBucketAbac: getBucketAbac,
  GetBucketAccelerateConfiguration: getBucketAccelerateConfiguration,
  GetBucketAcl: getBucketAcl,
  GetBucketAnalyticsConfiguration: getBucketAnalyticsConfiguration,
  GetBucketCors: getBucketCors,
  GetBucketEncryption: getBucketEncryption,
  GetBucketIntelligentTieringConfiguration: getBucketIntelligentTieringConfiguration,
  GetBucketInventoryConfiguration: getBucketInventoryConfiguration,
  GetBucketLifecycleConfiguration: getBucketLifecycleConfiguration,
  GetBucketLocation: getBucketLocation,
  GetBucketLogging: getBucketLogging,
  GetBucketMetadataConfiguration: getBucketMetadataConfiguration,
  GetBucketMetadataTableConfiguration: getBucketMetadataTableConfiguration,
  GetBucketMetricsConfiguration: getBucketMetricsConfiguration,
  GetBucketNotificationConfiguration: getBucketNotificationConfiguration,
  GetBucketOwnershipControls: getBucketOwnershipControls,
  GetBucketPolicy: getBucketPolicy,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  GetBucketReplication: getBucketReplication,
  GetBucketRequestPayment: getBucketRequestPayment,
  GetBucketTagging: getBucketTagging,
  GetBucketVersioning: getBucketVersioning,
  GetBucketWebsite: getBucketWebsite,
  GetObject: getObject,
  GetObjectAcl: getObjectAcl,
  GetObjectAnnotation: getObjectAnnotation,
  GetObjectAttributes: getObjectAttributes,
  GetObjectLegalHold: getObjectLegalHold,
  GetObjectLockConfiguration: getObjectLockConfiguration,
  GetObjectRetention: getObjectRetention,
  GetObjectTagging: getObjectTagging,
  GetPublicAccessBlock: getPublicAccessBlock,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBucketAnalyticsConfigurations: listBucketAnalyticsConfigurations,
  ListBucketIntelligentTieringConfigurations: listBucketIntelligentTieringConfigurations,
  ListBucketInventoryConfigurations: listBucketInventoryConfigurations,
  ListBucketMetricsConfigurations: listBucketMetricsConfigurations,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjectAnnotations: listObjectAnnotations,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListParts: listParts,
  PostObject: postObject,
  Preflight: preflight,
  PutBucketAbac: putBucketAbac,
  PutBucketAccelerateConfiguration: putBucketAccelerateConfiguration,
  PutBucketAcl: putBucketAcl,
  PutBucketAnalyticsConfiguration: putBucketAnalyticsConfiguration,
  PutBucketCors: putBucketCors,
  PutBucketEncryption: putBucketEncryption,
  PutBucketIntelligentTieringConfiguration: putBucketIntelligentTieringConfiguration,
  PutBucketInventoryConfiguration: putBucketInventoryConfiguration,
  PutBucketLifecycleConfiguration: putBucketLifecycleConfiguration,
  PutBucketLogging: putBucketLogging,
  PutBucketMetricsConfiguration: putBucketMetricsConfiguration,
  PutBucketNotificationConfiguration: putBucketNotificationConfiguration,
  PutBucketOwnershipControls: putBucketOwnershipControls,
  PutBucketPolicy: putBucketPolicy,
  PutBucketReplication: putBucketReplication,
  PutBucketRequestPayment: putBucketRequestPayment,
  PutBucketTagging: putBucketTagging,
  PutBucketVersioning: putBucketVersioning,
  PutBucketWebsite: putBucketWebsite,
  PutObject: putObject,
  PutObjectAcl: putObjectAcl,
  PutObjectAnnotation: putObjectAnnotation,
  PutObjectLegalHold: putObjectLegalHold,
  PutObjectLockConfiguration: putObjectLockConfiguration,
  PutObjectRetention: putObjectRetention,
  PutObjectTagging: putObjectTagging,
  PutPublicAccessBlock: putPublicAccessBlock,
  RestoreObject: restoreObject,
  UpdateBucketMetadataAnnotationTableConfiguration: updateBucketMetadataAnnotationTableConfiguration,
  UpdateBucketMetadataInventoryTableConfiguration: updateBucketMetadataInventoryTableConfiguration,
  UpdateBucketMetadataJournalTableConfiguration: updateBucketMetadataJournalTableConfiguration,
  UpdateObjectEncryption: updateObjectEncryption,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  Website: serveWebsite,
} satisfies Handlers

/**
 * Every S3 operation that is implemented, by its name; all others answer `NotImplemented`. What holds for all of them
 * alike is put around them here.
 */
export const objectHandlers = caused(crossOrigin(guarded(handlers)))

export type ImplementedObjectOperation = keyof typeof objectHandlers
