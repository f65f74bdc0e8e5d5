import { bucketOfArn } from '../../../db/model/arn.ts'
import type { JobReport } from '../../../db/model/job.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
import { JobFailed } from '../../job-failed.ts'

/**
 * Fails a job that could not write its report (reference 4.5 and 8.1).
 *
 * choice: AWS's text for an owner that is not the expected one is not known.
 */
export async function checkReportBucket(report: JobReport, store: ObjectStore): Promise<void> {
  if (!report.enabled || report.bucket === undefined) return
  const name = bucketOfArn(report.bucket) ?? report.bucket
  const bucket = await store.buckets.find(name)
  if (bucket === undefined) {
    throw new JobFailed('NoSuchBucket', `Invalid manifest was provided. Target bucket ${name} does not exist.`)
  }
  if (report.expectedBucketOwner !== undefined && report.expectedBucketOwner !== bucket.account) {
    throw new JobFailed(
      'AccessDenied',
      `The report bucket ${name} is not owned by account ${report.expectedBucketOwner}.`,
    )
  }
}
