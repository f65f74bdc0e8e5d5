import type { DeleteBucketRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { existingBucket } from './existing-bucket.ts'

export const deleteBucket: ObjectHandler<DeleteBucketRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  await ports.store.buckets.remove(bucket.name)
  return { output: {} }
}
