import type { ObjectAddress, ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectReads } from '../../../db/objects/object-reads.ts'

/**
 * The version a read is about. A delete marker reads as a missing key, or as a thing that cannot be read when it is
 * named (User Guide, "Working with delete markers").
 * @throws S3Error `NoSuchKey`, `MethodNotAllowed`, `NoSuchVersion`
 */
export async function readableVersion(
  reads: ObjectReads,
  address: ObjectAddress,
  method = 'GET',
): Promise<ObjectVersion> {
  const version = await reads.version(address)
  refuseDeleteMarker(version, address, method)
  return version
}

/** @throws S3Error `NoSuchKey`, `MethodNotAllowed` */
export function refuseDeleteMarker(version: ObjectVersion, address: ObjectAddress, method: string): void {
  if (!version.deleteMarker) return
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId }
  if (address.versionId === undefined) throw new S3Error('NoSuchKey', { detail: { Key: address.key }, headers })
  throw new S3Error('MethodNotAllowed', {
    detail: { Method: method, ResourceType: 'DeleteMarker' },
    headers: { ...headers, allow: 'DELETE', 'last-modified': new Date(version.modifiedMs).toUTCString() },
  })
}
