import type { Bucket, Retention } from './object.ts'
import { S3Error } from './s3-error.ts'

export function lockMissing(bucket: Bucket): S3Error | undefined {
  if (bucket.objectLock) return undefined
  return new S3Error('InvalidRequest', { message: 'Bucket is missing Object Lock Configuration' })
}

/** A lock that begins must end later. @param name what the client calls the date */
export function retentionOver(
  retention: Retention | undefined,
  nowMs: number,
  name = 'RetainUntilDate',
): S3Error | undefined {
  if (retention === undefined || retention.untilMs > nowMs) return undefined
  return new S3Error('InvalidArgument', {
    message: 'The retain until date must be in the future!',
    detail: { ArgumentName: name, ArgumentValue: new Date(retention.untilMs).toISOString() },
  })
}
