import type { S3Operations } from '../protocol/generated/s3-types.ts'
import { createBucket } from './buckets/create-bucket.ts'
import { deleteBucket } from './buckets/delete-bucket.ts'
import { getBucketLocation } from './buckets/get-bucket-location.ts'
import { headBucket } from './buckets/head-bucket.ts'
import { listBuckets } from './buckets/list-buckets.ts'
import type { ObjectHandler } from './handler.ts'
import { listObjects } from './listings/list-objects.ts'
import { listObjectsV2 } from './listings/list-objects-v2.ts'
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
import { deleteObjectTagging } from './tagging/delete-object-tagging.ts'
import { getObjectTagging } from './tagging/get-object-tagging.ts'
import { putObjectTagging } from './tagging/put-object-tagging.ts'
import { getBucketVersioning } from './versioning/get-bucket-versioning.ts'
import { listObjectVersions } from './versioning/list-object-versions.ts'
import { putBucketVersioning } from './versioning/put-bucket-versioning.ts'

type Handlers = { readonly [Name in keyof S3Operations]?: ObjectHandler<S3Operations[Name]['input']> }

/** Every S3 operation that is implemented, by its name; all others answer `NotImplemented`. */
export const objectHandlers = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  DeleteObjectTagging: deleteObjectTagging,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  GetObject: getObject,
  GetObjectAttributes: getObjectAttributes,
  GetObjectTagging: getObjectTagging,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListParts: listParts,
  PutBucketVersioning: putBucketVersioning,
  PutObject: putObject,
  PutObjectTagging: putObjectTagging,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
} satisfies Handlers

export type ImplementedObjectOperation = keyof typeof objectHandlers
