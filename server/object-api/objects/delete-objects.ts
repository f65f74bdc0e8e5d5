import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { DeleteObjectsRequest, ObjectIdentifier } from '../../protocol/generated/s3-types.ts'
import { requireAccess } from '../access/authorize.ts'
import type { RequiredAccess } from '../access/required-access.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectRequest } from '../handler.ts'
import { bypassesGovernance } from '../lock/governance-bypass.ts'
import { refuseIdleBypass } from '../lock/idle-bypass.ts'
import { requireBodyDigest } from '../request/body-digest.ts'
import { deleteConditions } from '../request/write-conditions.ts'
import { hasMfaDelete, requireMfa } from '../versioning/mfa-delete.ts'

type Request = ObjectRequest<DeleteObjectsRequest>

const MAX_OBJECTS = 1000

export const deleteObjects: ObjectHandler<DeleteObjectsRequest> = async (ports, request) => {
  const { Objects: objects, Quiet: quiet } = request.input.Delete
  requireBodyDigest(request)
  if (objects.length === 0 || objects.length > MAX_OBJECTS) throw new S3Error('MalformedXML')
  const bucket = await existingBucket(ports, request)
  refuseIdleBypass(request.input.BypassGovernanceRetention, bucket, ports.settings)
  const takesVersions = objects.some(({ VersionId }) => VersionId !== undefined)
  if (takesVersions && (await hasMfaDelete(ports, bucket))) requireMfa(request.input.MFA)
  // Sent together, so that the store makes them one commit; it works them off in this order.
  const results = await Promise.all(objects.map((object) => deleteOne(ports, request, bucket, object)))
  return {
    output: {
      Deleted: quiet === true ? [] : results.filter((result) => !('Code' in result)),
      Errors: results.filter((result) => 'Code' in result),
    },
  }
}

async function deleteOne(
  ports: ObjectApiPorts,
  request: Request,
  bucket: Bucket,
  object: ObjectIdentifier,
): Promise<object> {
  const { Key, VersionId } = object
  const address = { bucket, key: Key, versionId: VersionId, accessPoint: request.accessPoint?.point }
  const named = VersionId === undefined ? { Key } : { Key, VersionId }
  try {
    if (ports.settings.auth === 'sigv4') {
      await requireAccess(ports, request, deleting(VersionId), address)
    }
    const outcome = await ports.store.writes.remove(
      { bucket: bucket.name, key: Key, versionId: VersionId },
      {
        bypassGovernance: await bypassesGovernance(ports, request, address, request.input.BypassGovernanceRetention),
        account: request.caller.anonymous ? undefined : request.caller.account,
        conditions: deleteConditions({ etag: object.ETag, modified: object.LastModifiedTime, size: object.Size }),
      },
    )
    if (!outcome.deleteMarker) return named
    return {
      ...named,
      DeleteMarker: true,
      ...(outcome.versionId === undefined ? {} : { DeleteMarkerVersionId: outcome.versionId }),
    }
  } catch (error) {
    if (!(error instanceof S3Error)) throw error
    return { ...named, Code: error.code, Message: error.message }
  }
}

function deleting(versionId: string | undefined): RequiredAccess {
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
  return { action, level: 'object', acl: { on: 'bucket', permission: 'WRITE' } }
}
