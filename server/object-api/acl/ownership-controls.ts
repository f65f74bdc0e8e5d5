/** PutBucketOwnershipControls, GetBucketOwnershipControls and DeleteBucketOwnershipControls. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  DeleteBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsRequest,
  PutBucketOwnershipControlsRequest,
} from '../../protocol/generated/s3-types.ts'
import { canonicalId } from '../accounts.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import { removeConfiguration } from '../configuration/stored-configuration.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'

const KIND = BUCKET_CONFIGURATIONS.ownership

export const putBucketOwnershipControls: ObjectHandler<PutBucketOwnershipControlsRequest> = async (ports, request) => {
  const { OwnershipControls: controls } = request.input
  checkDocument(request)
  const [rule] = controls.Rules
  if (rule === undefined || controls.Rules.length > 1) throw new S3Error('MalformedXML')
  const bucket = await existingBucket(ports, request)
  const owner = canonicalId(ports.settings, bucket.account)
  const shares = bucket.acl?.grants.some(({ grantee }) => grantee.value !== owner) === true
  if (rule.ObjectOwnership === 'BucketOwnerEnforced' && shares) throw new S3Error('InvalidBucketAclWithObjectOwnership')
  await ports.store.buckets.putConfiguration(bucket.name, KIND, controls)
  return { output: {} }
}

export const getBucketOwnershipControls: ObjectHandler<GetBucketOwnershipControlsRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const controls = await ports.store.buckets.configuration(bucket.name, KIND)
  if (controls === undefined) {
    throw new S3Error('OwnershipControlsNotFoundError', { detail: { BucketName: bucket.name } })
  }
  return { output: { OwnershipControls: controls } }
}

export const deleteBucketOwnershipControls: ObjectHandler<DeleteBucketOwnershipControlsRequest> = (ports, request) =>
  removeConfiguration(ports, request, KIND)
