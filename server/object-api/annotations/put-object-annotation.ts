import { isUtf8 } from 'node:buffer'
import { MAX_ANNOTATION_BYTES } from '../../../db/model/annotation.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { PutObjectAnnotationRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler, ObjectRequest } from '../handler.ts'
import { namedVersion } from '../objects/named-version.ts'
import { checksumMembers } from '../reply/checksum-members.ts'
import { collectBody, planBody, wholeChecksum } from '../request/receive-body.ts'
import { annotationConditions } from './annotation-conditions.ts'
import { annotationEncryption, objectVersionId } from './annotation-members.ts'
import { checkAnnotationName } from './annotation-name.ts'

/** Added to an annotation whose writer sends no checksum (User Guide, "Annotating your objects"). */
const DEFAULT_CHECKSUM = 'CRC64NVME'

export const putObjectAnnotation: ObjectHandler<PutObjectAnnotationRequest> = async (ports, request) => {
  const name = checkAnnotationName(request.input.AnnotationName)
  const { bucket, address } = await namedVersion(ports, request)
  const conditions = await annotationConditions(ports, request, { bucket, address })
  const { bytes, md5, checksums } = await receivePayload(request)
  const { version, found } = await ports.store.annotations.put({
    address,
    name,
    ...conditions,
    body: await ports.store.writes.stageBytes(bytes),
    md5,
    checksum: wholeChecksum(checksums),
  })
  return {
    output: {
      Key: version.key,
      AnnotationName: name,
      ...objectVersionId(bucket, version),
      ETag: `"${found.etag}"`,
      ...checksumMembers(found.checksum),
      ...annotationEncryption(version.encryption),
    },
  }
}

/** choice: an empty payload is an invalid request; the limits are documented, the code of this one is not. */
async function receivePayload(request: ObjectRequest<unknown>) {
  const plan = planBody(request, { maxBytes: MAX_ANNOTATION_BYTES, defaultAlgorithm: DEFAULT_CHECKSUM })
  const payload = await collectBody(request, plan)
  if (payload.bytes.length === 0) {
    throw new S3Error('InvalidRequest', { message: 'The annotation payload must be between 1 byte and 1 MiB.' })
  }
  if (!isUtf8(payload.bytes)) throw new S3Error('UnsupportedMediaType')
  return payload
}
