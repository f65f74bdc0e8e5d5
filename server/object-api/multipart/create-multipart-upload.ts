import { S3Error } from '../../../db/model/s3-error.ts'
import type { CreateMultipartUploadRequest } from '../../protocol/generated/s3-types.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectHandler } from '../handler.ts'
import { versionDraft } from '../objects/version-draft.ts'
import { writtenEncryption } from '../reply/encryption-members.ts'
import { abortMembers } from '../reply/expiration.ts'
import { askedChecksum } from './upload-checksum.ts'

export const createMultipartUpload: ObjectHandler<CreateMultipartUploadRequest> = async (ports, request) => {
  const bucket = await existingBucket(ports, request)
  const draft = await versionDraft(ports, request, bucket)
  const checksum = askedChecksum(request.input)
  await refuseTooMany(ports)
  const upload = await ports.store.uploads.create({
    bucket: bucket.name,
    key: draft.key,
    account: request.caller.anonymous ? bucket.account : request.caller.account,
    draft,
    checksum,
  })
  return {
    output: {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
      ...writtenEncryption(draft.encryption),
      ...(await abortMembers(ports, bucket, upload)),
    },
  }
}

/** choice: AWS has no such limit; here each open upload takes room until somebody ends it. */
async function refuseTooMany({ store, settings: { maxOpenUploads } }: ObjectApiPorts): Promise<void> {
  if (maxOpenUploads === undefined || (await store.uploads.count(maxOpenUploads)) < maxOpenUploads) return
  throw new S3Error('SlowDown', {
    message: 'Too many multipart uploads are open: the limit is set by --max-open-uploads.',
  })
}
