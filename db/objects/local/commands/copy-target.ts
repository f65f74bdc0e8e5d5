import type { Bucket } from '../../../model/object.ts'
import { lockMissing, retentionOver } from '../../../model/object-lock.ts'
import type { S3Error } from '../../../model/s3-error.ts'
import type { EntryCopy } from '../../receipt-store.ts'
import { isOwnerEnforced, refusedAcl } from '../changes/acl.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** Why CopyObject would not make such a copy in this bucket, whatever the source. Source: API Reference, CopyObject. */
export function refuseCopyTarget(context: WriteContext, bucket: Bucket, { target }: EntryCopy): S3Error | undefined {
  const { acl, legalHold, retention } = target
  const locks = legalHold !== undefined || retention !== undefined
  return (
    (locks ? lockMissing(bucket) : undefined) ??
    retentionOver(retention, context.clock.now()) ??
    refusedAcl(context, bucket, acl)
  )
}

/** Who copies owns the copies, unless the bucket's owner owns all that is in it. */
export function ownedCopy(context: WriteContext, bucket: Bucket, copy: EntryCopy): EntryCopy {
  const { owner } = copy.target
  if (owner === undefined || owner === bucket.account || !isOwnerEnforced(context, bucket)) return copy
  return { ...copy, target: { ...copy.target, owner: undefined } }
}
