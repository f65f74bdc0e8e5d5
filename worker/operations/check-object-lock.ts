import { JobFailed } from '../job-failed.ts'
import type { CheckContext } from './batch-operation.ts'

/**
 * Legal hold and retention ask for the bucket's Object Lock configuration before the first task (reference 7.7).
 *
 * choice: a bucket without Object Lock fails the job with S3's own error for it; what AWS says is not known. A bucket
 * that does not exist, or rows of several buckets, leave it to the tasks.
 */
export async function checkObjectLock({ store, singleBucket }: CheckContext): Promise<void> {
  if (singleBucket === undefined) return
  const bucket = await store.buckets.find(singleBucket)
  if (bucket === undefined || bucket.objectLock) return
  throw new JobFailed('InvalidRequest', 'Bucket is missing Object Lock Configuration')
}
