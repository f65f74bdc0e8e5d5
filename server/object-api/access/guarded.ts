import { S3Error } from '../../../db/model/s3-error.ts'
import { bucketBehind } from '../access-points/through-access-point.ts'
import { annotationDirective } from '../annotations/annotation-directive.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectRequest } from '../handler.ts'
import { parseCopySource } from '../request/copy-source.ts'
import { type AccessAddress, requireAccess } from './authorize.ts'
import { type RequiredAccess, requiredAccess } from './required-access.ts'

/** Handlers that look at the caller's rights first, when the server verifies who the caller is. */
export function guarded<Handlers extends object>(handlers: Handlers): Handlers {
  const entries = Object.entries(handlers as Readonly<Record<string, ObjectHandler>>)
  return Object.fromEntries(entries.map(([name, handler]) => [name, guard(handler)])) as Handlers
}

function guard(handler: ObjectHandler): ObjectHandler {
  return (ports, request) => {
    if (ports.settings.auth === 'none') return handler(ports, request)
    return checkRights(ports, request).then(() => handler(ports, request))
  }
}

async function checkRights(ports: ObjectApiPorts, request: ObjectRequest): Promise<void> {
  const access = requiredAccess(request)
  const bucket = request.bucket === undefined ? undefined : await ports.store.buckets.find(request.bucket)
  if (access === undefined || bucket === undefined) return
  const address = {
    bucket,
    key: request.key,
    versionId: request.query.get('versionId'),
    accessPoint: request.accessPoint?.point,
  }
  const missing = access.acl?.on === 'object' && (await isMissing(ports, request, address))
  if (!missing) await requireAccess(ports, request, access, address)
  await checkCopySource(ports, request)
  refuseAnonymousOverrides(request)
}

const LISTING: RequiredAccess = {
  action: 's3:ListBucket',
  level: 'bucket',
  acl: { on: 'bucket', permission: 'READ' },
}

/**
 * Whether a key is not there, which only those who may list the bucket are told (API Reference, GetObject).
 * @throws S3Error `AccessDenied`
 */
async function isMissing(
  ports: ObjectApiPorts,
  request: ObjectRequest,
  { bucket, key, versionId, accessPoint }: AccessAddress,
): Promise<boolean> {
  const object = await ports.store.reads.find({ bucket: bucket.name, key: key ?? '', versionId })
  if (object !== undefined && !object.deleteMarker) return false
  await requireAccess(ports, request, LISTING, { bucket, listedKey: key, accessPoint })
  return true
}

/** Who copies must be allowed to read what is copied. */
async function checkCopySource(ports: ObjectApiPorts, request: ObjectRequest): Promise<void> {
  const header = request.headers['x-amz-copy-source']
  if (
    typeof header !== 'string' ||
    (request.operation.name !== 'CopyObject' && request.operation.name !== 'UploadPartCopy')
  )
    return
  const source = parseCopySource(header)
  const { bucket: name, accessPoint } = await bucketBehind(ports.store, source.bucket)
  const bucket = await ports.store.buckets.find(name)
  if (bucket === undefined) return
  const action = source.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion'
  const access: RequiredAccess = { action, level: 'object', acl: { on: 'object', permission: 'READ' } }
  const address = { ...source, bucket, accessPoint }
  if (await isMissing(ports, request, address)) return
  await requireAccess(ports, request, access, address)
  if (request.operation.name === 'CopyObject') await checkAnnotations(ports, request, address)
}

/**
 * Whoever copies annotations must be allowed to read and write them (API Reference, CopyObject).
 * choice: nothing is asked for a source without any.
 */
async function checkAnnotations(ports: ObjectApiPorts, request: ObjectRequest, address: AccessAddress): Promise<void> {
  if (annotationDirective(request) === 'exclude') return
  const { bucket, key = '', versionId } = address
  const source = { bucket: bucket.name, key, versionId }
  const { found } = await ports.store.annotations.list(source, { prefix: '', limit: 1 })
  if (found.length === 0) return
  const action = versionId === undefined ? 's3:GetObjectAnnotation' : 's3:GetObjectVersionAnnotation'
  await requireAccess(ports, request, { action, level: 'object' }, address)
  const target = await ports.store.buckets.find(request.bucket ?? '')
  if (target === undefined) return
  const written = { bucket: target, key: request.key, accessPoint: request.accessPoint?.point }
  await requireAccess(ports, request, { action: 's3:PutObjectAnnotation', level: 'object' }, written)
}

function refuseAnonymousOverrides({ caller, query, operation }: ObjectRequest): void {
  if (!caller.anonymous || operation.name !== 'GetObject') return
  if (!query.entries.some(([name]) => name.startsWith('response-'))) return
  throw new S3Error('InvalidRequest', {
    message: 'Request specific response headers cannot be used for anonymous GET requests.',
  })
}
