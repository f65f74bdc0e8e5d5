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
import { createBucket } from './buckets/create-bucket.ts'
import { deleteBucket } from './buckets/delete-bucket.ts'
import { getBucketLocation } from './buckets/get-bucket-location.ts'
import { headBucket } from './buckets/head-bucket.ts'
import { listBuckets } from './buckets/list-buckets.ts'
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
import { deleteBucketPolicy, getBucketPolicy, getBucketPolicyStatus, putBucketPolicy } from './policy/bucket-policy.ts'
import { deleteObjectTagging } from './tagging/delete-object-tagging.ts'
import { getObjectTagging } from './tagging/get-object-tagging.ts'
import { putObjectTagging } from './tagging/put-object-tagging.ts'
import { getBucketVersioning } from './versioning/get-bucket-versioning.ts'
import { listObjectVersions } from './versioning/list-object-versions.ts'
import { putBucketVersioning } from './versioning/put-bucket-versioning.ts'

type Handlers = { readonly [Name in keyof S3Operations]?: ObjectHandler<S3Operations[Name]['input']> }

/** Every S3 operation that is implemented, by its name; all others answer `NotImplemented`. */
export const objectHandlers = guarded({
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteBucketOwnershipControls: deleteBucketOwnershipControls,
  DeleteBucketPolicy: deleteBucketPolicy,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  DeleteObjectTagging: deleteObjectTagging,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetBucketAcl: getBucketAcl,
  GetBucketLocation: getBucketLocation,
  GetBucketOwnershipControls: getBucketOwnershipControls,
  GetBucketPolicy: getBucketPolicy,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  GetBucketVersioning: getBucketVersioning,
  GetObject: getObject,
  GetObjectAcl: getObjectAcl,
  GetObjectAttributes: getObjectAttributes,
  GetObjectLegalHold: getObjectLegalHold,
  GetObjectLockConfiguration: getObjectLockConfiguration,
  GetObjectRetention: getObjectRetention,
  GetObjectTagging: getObjectTagging,
  GetPublicAccessBlock: getPublicAccessBlock,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListParts: listParts,
  PutBucketAcl: putBucketAcl,
  PutBucketOwnershipControls: putBucketOwnershipControls,
  PutBucketPolicy: putBucketPolicy,
  PutBucketVersioning: putBucketVersioning,
  PutObject: putObject,
  PutObjectAcl: putObjectAcl,
  PutObjectLegalHold: putObjectLegalHold,
  PutObjectLockConfiguration: putObjectLockConfiguration,
  PutObjectRetention: putObjectRetention,
  PutObjectTagging: putObjectTagging,
  PutPublicAccessBlock: putPublicAccessBlock,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
} satisfies Handlers)

export type ImplementedObjectOperation = keyof typeof objectHandlers
