import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'

/** @throws S3Error `InvalidRequest` for a bucket without Object Lock */
export function refuseUnlockable(bucket: Bucket): void {
  if (bucket.objectLock) return
  throw new S3Error('InvalidRequest', { message: 'Bucket is missing Object Lock Configuration' })
}
