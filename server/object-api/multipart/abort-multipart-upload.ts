import type { AbortMultipartUploadRequest } from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { namedUpload } from './named-upload.ts'

export const abortMultipartUpload: ObjectHandler<AbortMultipartUploadRequest> = async (ports, request) => {
  const { upload } = await namedUpload(ports, request)
  await ports.store.uploads.abort(upload.id)
  return { output: {} }
}
