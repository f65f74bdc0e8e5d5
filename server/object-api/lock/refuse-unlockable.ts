import type { Bucket } from '../../../db/model/object.ts'
import { lockMissing } from '../../../db/model/object-lock.ts'

/** @throws S3Error `InvalidRequest` for a bucket without Object Lock */
export function refuseUnlockable(bucket: Bucket): void {
  const refusal = lockMissing(bucket)
  if (refusal !== undefined) throw refusal
}
