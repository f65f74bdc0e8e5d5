import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectRequest } from '../handler.ts'
import { requireAccess } from './authorize.ts'
import { checkCopySource } from './copy-rights.ts'
import { isMissing } from './missing-object.ts'
import { requiredAccess } from './required-access.ts'

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
  refuseAnonymous(request)
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

/** What nobody can do without an account, whatever a bucket allows; seen on AWS. */
const ACCOUNT_NEEDED: Readonly<Record<string, string | undefined>> = {
  CopyObject: 'Anonymous users cannot copy objects. Please authenticate.',
  CreateMultipartUpload: 'Anonymous users cannot initiate multipart uploads. Please authenticate.',
}

function refuseAnonymous({ caller, operation }: ObjectRequest): void {
  const message = caller.anonymous ? ACCOUNT_NEEDED[operation.name] : undefined
  if (message !== undefined) throw new S3Error('AccessDenied', { message })
}

function refuseAnonymousOverrides({ caller, query, operation }: ObjectRequest): void {
  if (!caller.anonymous || operation.name !== 'GetObject') return
  if (!query.entries.some(([name]) => name.startsWith('response-'))) return
  throw new S3Error('InvalidRequest', {
    message: 'Request specific response headers cannot be used for anonymous GET requests.',
  })
}
