import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { type AccessAddress, requireAccess } from './authorize.ts'
import type { RequiredAccess } from './required-access.ts'

const LISTING: RequiredAccess = {
  action: 's3:ListBucket',
  level: 'bucket',
  acl: { on: 'bucket', permission: 'READ' },
}

/**
 * Whether a key is not there, which only those who may list the bucket are told (API Reference, GetObject).
 * @throws S3Error `AccessDenied`
 */
export async function isMissing(
  ports: ObjectApiPorts,
  request: ObjectRequest,
  { bucket, key, versionId, accessPoint }: AccessAddress,
): Promise<boolean> {
  const object = await ports.store.reads.find({ bucket: bucket.name, key: key ?? '', versionId })
  if (object !== undefined && !object.deleteMarker) return false
  await requireAccess(ports, request, LISTING, { bucket, listedKey: key, accessPoint })
  return true
}
