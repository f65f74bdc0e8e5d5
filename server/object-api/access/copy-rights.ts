import { bucketBehind } from '../access-points/through-access-point.ts'
import { annotationDirective } from '../annotations/annotation-directive.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { parseCopySource } from '../request/copy-source.ts'
import { type AccessAddress, requireAccess } from './authorize.ts'
import { isMissing } from './missing-object.ts'
import type { RequiredAccess } from './required-access.ts'

/** Who copies must be allowed to read what is copied. The source is read here as the copy reads it, not from the header. */
export async function checkCopySource(ports: ObjectApiPorts, request: ObjectRequest): Promise<void> {
  const { CopySource: asked } = request.input
  if (typeof asked !== 'string') return
  const source = parseCopySource(asked)
  const { bucket: name, accessPoint } = await bucketBehind(ports.store, source.bucket)
  const bucket = await ports.store.buckets.find(name)
  if (bucket === undefined) return
  const action = source.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'
  const access: RequiredAccess = { action, level: 'object', acl: { on: 'object', permission: 'READ' } }
  const address = { ...source, bucket, accessPoint }
  if (await isMissing(ports, request, address)) return
  await requireAccess(ports, request, access, address)
  if (request.operation.name !== 'CopyObject') return
  const target = await ports.store.buckets.find(request.bucket ?? '')
  if (target === undefined) return
  const copy = { from: address, to: { bucket: target, key: request.key, accessPoint: request.accessPoint?.point } }
  await checkAnnotations(ports, request, copy)
  await checkTags(ports, request, copy)
}

interface Copy {
  readonly from: AccessAddress
  readonly to: AccessAddress
}

/**
 * Whoever copies annotations must be allowed to read and write them (API Reference, CopyObject).
 * choice: nothing is asked for a source without any.
 */
async function checkAnnotations(ports: ObjectApiPorts, request: ObjectRequest, { from, to }: Copy): Promise<void> {
  if (annotationDirective(request) === 'exclude') return
  const { bucket, key = '', versionId } = from
  const source = { bucket: bucket.name, key, versionId }
  const { found } = await ports.store.annotations.list(source, { prefix: '', limit: 1 })
  if (found.length === 0) return
  await requireAccess(
    ports,
    request,
    onObject(versionId, 's3:GetObjectAnnotation', 's3:GetObjectVersionAnnotation'),
    from,
  )
  await requireAccess(ports, request, onObject(undefined, 's3:PutObjectAnnotation'), to)
}

/** So with tags (User Guide, "Required permissions for Amazon S3 API operations"). */
async function checkTags(ports: ObjectApiPorts, request: ObjectRequest, { from, to }: Copy): Promise<void> {
  if (String(request.headers['x-amz-tagging-directive']).toUpperCase() === 'REPLACE') return
  const { bucket, key = '', versionId } = from
  const found = await ports.store.reads.find({ bucket: bucket.name, key, versionId })
  if (found === undefined || found.deleteMarker || (found.tags ?? []).length === 0) return
  await requireAccess(ports, request, onObject(versionId, 's3:GetObjectTagging', 's3:GetObjectVersionTagging'), from)
  await requireAccess(ports, request, onObject(undefined, 's3:PutObjectTagging'), to)
}

function onObject(versionId: string | undefined, action: string, versionAction = action): RequiredAccess {
  return { action: versionId === undefined ? action : versionAction, level: 'object' }
}
