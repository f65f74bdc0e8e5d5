import { S3Error } from '../../../db/model/s3-error.ts'
import type { PutObjectRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectHandler } from '../handler.ts'
import { checksumMembers } from '../reply/checksum-members.ts'
import { writtenEncryption } from '../reply/encryption-members.ts'
import { writtenVersionId } from '../reply/version-id.ts'
import { hasBodyDigest } from '../request/body-digest.ts'
import { planBody, receiveBody, wholeChecksum } from '../request/receive-body.ts'
import { writeConditions } from '../request/write-conditions.ts'
import { objectEtag } from './object-etag.ts'
import { versionDraft } from './version-draft.ts'

/** Added to an object whose writer sends no checksum (User Guide, "Checking object integrity"). */
const DEFAULT_CHECKSUM = 'CRC64NVME'

export const putObject: ObjectHandler<PutObjectRequest> = async (ports, request) => {
  const { input } = request
  const bucket = await existingBucket(ports, request)
  const draft = await versionDraft(ports, request, bucket)
  const conditions = writeConditions(input)
  if ((draft.retention !== undefined || draft.legalHold !== undefined) && !hasBodyDigest(request)) {
    throw new S3Error('InvalidRequest', {
      message:
        'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    })
  }
  if (input.WriteOffsetBytes !== undefined)
    throw new S3Error('NotImplemented', { detail: { Header: 'x-amz-write-offset-bytes' } })
  const body = await receiveBody(ports, request, planBody(request, { defaultAlgorithm: DEFAULT_CHECKSUM }))
  const checksum = wholeChecksum(body.checksums)
  const etag = objectEtag(body.md5, draft.encryption)
  const version = await ports.store.writes.put({ ...draft, body: body.staged, etag, checksum, conditions })
  return {
    output: {
      ETag: `"${version.etag}"`,
      ...checksumMembers(version.checksum),
      ...writtenEncryption(version.encryption),
      ...writtenVersionId(bucket, version.versionId),
    },
  }
}
