/** PutBucketAbac and GetBucketAbac. choice: the status is kept and shown; tags of a bucket decide nothing here. */
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import type { GetBucketAbacRequest, PutBucketAbacRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checkDocument } from '../request/check-document.ts'
import { putConfiguration } from './stored-configuration.ts'

const KIND = BUCKET_CONFIGURATIONS.abac

export const putBucketAbac: ObjectHandler<PutBucketAbacRequest> = (ports, request) => {
  checkDocument(request)
  return putConfiguration(ports, request, KIND, { Status: request.input.AbacStatus.Status ?? 'Disabled' })
}

export const getBucketAbac: ObjectHandler<GetBucketAbacRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const stored = await ports.store.buckets.configuration(bucket.name, KIND)
  return { output: { AbacStatus: stored ?? { Status: 'Disabled' } } }
}
