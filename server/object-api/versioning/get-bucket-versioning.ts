import type { GetBucketVersioningRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { hasMfaDelete } from './mfa-delete.ts'

/** A bucket that never had versioning has no status at all. */
export const getBucketVersioning: ObjectHandler<GetBucketVersioningRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  if (bucket.versioning === 'Off') return { output: {} }
  const mfa = await hasMfaDelete(ports, bucket)
  return { output: { Status: bucket.versioning, ...(mfa ? { MFADelete: 'Enabled' } : {}) } }
}
