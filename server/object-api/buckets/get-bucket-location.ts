import type { GetBucketLocationRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { existingBucket } from './existing-bucket.ts'

/** Buckets in us-east-1 have an empty constraint (API Reference, GetBucketLocation). */
export const getBucketLocation: ObjectHandler<GetBucketLocationRequest> = async (ports, request) => {
  const { region } = await existingBucket(ports, request)
  return { output: region === 'us-east-1' ? {} : { LocationConstraint: region } }
}
