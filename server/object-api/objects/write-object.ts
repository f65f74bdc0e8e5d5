import type { Bucket, ObjectVersion } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { PutObject, VersionDraft } from '../../../db/objects/object-writes.ts'
import type { PayloadOptions } from '../../http/body/payload-plan.ts'
import type { PutObjectRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { hasBodyDigest } from '../request/body-digest.ts'
import { planBody, receiveBody, wholeChecksum } from '../request/receive-body.ts'
import { writeConditions } from '../request/write-conditions.ts'
import { objectEtag } from './object-etag.ts'
import { versionDraft } from './version-draft.ts'

/** Added to an object whose writer sends no checksum (User Guide, "Checking object integrity"). */
const DEFAULT_CHECKSUM = 'CRC64NVME'

export interface WriteOptions extends PayloadOptions {
  /** Judges the body's size once it is known. */
  readonly check?: (size: number) => void
}

/** Takes a request's body and headers and makes them an object: PutObject and the browser's upload. */
export async function writeObject(
  ports: ObjectApiPorts,
  request: ObjectRequest<PutObjectRequest>,
  bucket: Bucket,
  options?: WriteOptions,
): Promise<ObjectVersion> {
  return ports.store.writes.put(await receiveObject(ports, request, bucket, options))
}

/** The same but for the write itself: what the object will be, its body staged. */
export async function receiveObject(
  ports: ObjectApiPorts,
  request: ObjectRequest<PutObjectRequest>,
  bucket: Bucket,
  { check, ...payload }: WriteOptions = {},
): Promise<PutObject> {
  const draft = await versionDraft(ports, request, bucket)
  const conditions = writeConditions(request.input, ports.settings)
  refuseUncheckedLock(draft, request)
  const plan = planBody(request, { ...payload, defaultAlgorithm: DEFAULT_CHECKSUM })
  const body = await receiveBody(ports, request, plan)
  try {
    check?.(body.staged.size)
  } catch (error) {
    await ports.store.writes.discard(body.staged)
    throw error
  }
  return {
    ...draft,
    body: body.staged,
    etag: objectEtag(body.md5, draft.encryption),
    checksum: wholeChecksum(body.checksums),
    conditions,
  }
}

/** An object that is locked from the start must have arrived whole (API Reference, PutObject). */
function refuseUncheckedLock(draft: VersionDraft, request: ObjectRequest<PutObjectRequest>): void {
  if ((draft.retention === undefined && draft.legalHold === undefined) || hasBodyDigest(request)) return
  throw new S3Error('InvalidRequest', {
    message:
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
  })
}
