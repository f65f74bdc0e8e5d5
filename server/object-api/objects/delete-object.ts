import type { DeleteObjectRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { bypassesGovernance } from '../lock/governance-bypass.ts'
import { refuseIdleBypass } from '../lock/idle-bypass.ts'
import { singleDeleteConditions } from '../request/write-conditions.ts'
import { hasMfaDelete, requireMfa } from '../versioning/mfa-delete.ts'

export const deleteObject: ObjectHandler<DeleteObjectRequest> = async (ports, request) => {
  const { input, caller } = request
  const bucket = await existingBucket(ports, request)
  const conditions = singleDeleteConditions(
    { etag: input.IfMatch, modified: input.IfMatchLastModifiedTime, size: input.IfMatchSize },
    ports.settings,
  )
  refuseIdleBypass(input.BypassGovernanceRetention, bucket, ports.settings)
  if (input.VersionId !== undefined && (await hasMfaDelete(ports, bucket))) requireMfa(input.MFA)
  const address = { bucket, key: input.Key, versionId: input.VersionId }
  const outcome = await ports.store.writes.remove(
    { ...address, bucket: bucket.name },
    {
      bypassGovernance: await bypassesGovernance(ports, request, address, input.BypassGovernanceRetention),
      account: caller.anonymous ? undefined : caller.account,
      conditions,
    },
  )
  // A version that is not there is answered as if it had just been removed.
  const versionId = outcome.versionId ?? input.VersionId
  return {
    output: {
      ...(outcome.deleteMarker ? { DeleteMarker: true } : {}),
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    },
  }
}
