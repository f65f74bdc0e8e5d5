import { S3Error } from '../../../db/model/s3-error.ts'
import type { Upload } from '../../../db/objects/upload-store.ts'
import type { PayloadPlan } from '../../http/body/payload-plan.ts'
import type { UploadPartRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { checksumMember } from '../reply/checksum-members.ts'
import { encryptionMembers } from '../reply/encryption-members.ts'
import { planBody, receiveBody } from '../request/receive-body.ts'
import { checkPartKey, checkPartNumber, namedUpload } from './named-upload.ts'
import { checksumOfUpload } from './upload-checksum.ts'

export const uploadPart: ObjectHandler<UploadPartRequest> = async (ports, request) => {
  const { input } = request
  const number = checkPartNumber(input.PartNumber)
  const { upload } = await namedUpload(ports, request)
  checkPartKey(upload, input)
  const { algorithm } = checksumOfUpload(upload)
  const plan = planBody(request, { alsoCompute: [algorithm] })
  checkAlgorithm(upload, plan)
  const body = await receiveBody(ports, request, plan)
  const part = await ports.store.uploads.putPart(
    upload.id,
    {
      number,
      size: body.staged.size,
      etag: body.md5,
      checksum: body.checksums.find((checksum) => checksum.algorithm === algorithm)?.value,
    },
    body.staged,
  )
  // A checksum is told when the upload or the part asked for one.
  const told =
    upload.checksum === undefined
      ? plan.claimed === undefined
        ? undefined
        : body.checksums[0]
      : { algorithm, value: part.checksum }
  return {
    output: {
      ETag: `"${part.etag}"`,
      ...(told?.value === undefined ? {} : { [checksumMember(told.algorithm)]: told.value }),
      ...encryptionMembers(upload.draft.encryption),
    },
  }
}

/** A part's checksum is of the upload's algorithm. choice: where the upload named none, a part may have any. */
function checkAlgorithm(upload: Upload, { claimed }: PayloadPlan): void {
  if (upload.checksum === undefined || claimed === undefined || claimed.algorithm === upload.checksum.algorithm) return
  const expected = upload.checksum.algorithm.toLowerCase()
  throw new S3Error('InvalidRequest', {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${claimed.algorithm.toLowerCase()}`,
  })
}
