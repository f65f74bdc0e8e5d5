import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectApiSettings } from '../handler.ts'

/** A delete that would bypass Object Lock, true or false, in a bucket that has none; AWS was seen to refuse it. */
export function refuseIdleBypass(bypass: boolean | undefined, bucket: Bucket, settings: ObjectApiSettings): void {
  if (bypass === undefined || bucket.objectLock || dialectOf(settings).bypassWithoutLock === 'ignored') return
  throw new S3Error('InvalidArgument', {
    message: 'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
    detail: { ArgumentName: 'x-amz-bypass-governance-retention' },
  })
}
