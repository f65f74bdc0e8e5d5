/** PutPublicAccessBlock, GetPublicAccessBlock and DeletePublicAccessBlock. */

import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  DeletePublicAccessBlockRequest,
  GetPublicAccessBlockRequest,
  PublicAccessBlockConfiguration,
  PutPublicAccessBlockRequest,
} from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import { putConfiguration, removeConfiguration } from '../configuration/stored-configuration.ts'
import type { ObjectApiPorts, ObjectHandler } from '../handler.ts'

const KIND = BUCKET_CONFIGURATIONS.publicAccessBlock

export const putPublicAccessBlock: ObjectHandler<PutPublicAccessBlockRequest> = (ports, request) => {
  const { PublicAccessBlockConfiguration: asked } = request.input
  // What is left out is off.
  return putConfiguration(ports, request, KIND, {
    BlockPublicAcls: asked.BlockPublicAcls === true,
    IgnorePublicAcls: asked.IgnorePublicAcls === true,
    BlockPublicPolicy: asked.BlockPublicPolicy === true,
    RestrictPublicBuckets: asked.RestrictPublicBuckets === true,
  })
}

export const getPublicAccessBlock: ObjectHandler<GetPublicAccessBlockRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const block = await publicAccessBlock(ports, bucket)
  if (block === undefined) {
    throw new S3Error('NoSuchPublicAccessBlockConfiguration', { detail: { BucketName: bucket.name } })
  }
  return { output: { PublicAccessBlockConfiguration: block } }
}

export const deletePublicAccessBlock: ObjectHandler<DeletePublicAccessBlockRequest> = (ports, request) =>
  removeConfiguration(ports, request, KIND)

/** What a bucket blocks; undefined: nothing. */
export async function publicAccessBlock(
  { store }: ObjectApiPorts,
  bucket: Bucket,
): Promise<PublicAccessBlockConfiguration | undefined> {
  return (await store.buckets.configuration(bucket.name, KIND)) as PublicAccessBlockConfiguration | undefined
}
