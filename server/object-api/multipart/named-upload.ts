import type { Bucket } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Upload } from '../../../db/objects/upload-store.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiPorts, ObjectRequest } from '../handler.ts'
import { type CustomerKeyHeaders, customerKeyMd5 } from '../request/customer-key.ts'

interface UploadInput {
  readonly Key: string
  readonly UploadId: string
  readonly ExpectedBucketOwner?: string | undefined
}

/** The upload a request is about. @throws S3Error `NoSuchBucket`, `NoSuchUpload` */
export async function namedUpload(
  ports: ObjectApiPorts,
  request: Pick<ObjectRequest<UploadInput>, 'bucket' | 'input'>,
): Promise<{ readonly bucket: Bucket; readonly upload: Upload }> {
  const bucket = await existingBucket(ports, request)
  return { bucket, upload: await ports.store.uploads.get(bucket.name, request.input.Key, request.input.UploadId) }
}

const MAX_PARTS = 10_000

/** @throws S3Error `InvalidArgument` */
export function checkPartNumber(number: number): number {
  if (number >= 1 && number <= MAX_PARTS) return number
  throw new S3Error('InvalidArgument', {
    message: `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
    detail: { ArgumentName: 'partNumber', ArgumentValue: String(number) },
  })
}

const KEY_MISSING =
  'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.'
const KEY_DIFFERS = 'The provided encryption parameters did not match the ones used originally.'

/** Parts of an SSE-C upload bring its key again, others none. @throws S3Error `InvalidRequest` */
export function checkPartKey(upload: Upload, headers: CustomerKeyHeaders): void {
  const sent = customerKeyMd5(headers)
  const { encryption } = upload.draft
  const wanted = encryption?.kind === 'SSE-C' ? encryption.keyMd5 : undefined
  if (sent === wanted) return
  throw new S3Error('InvalidRequest', {
    // The first also where no key was asked for, which is AWS's own wording.
    message: sent === undefined || wanted === undefined ? KEY_MISSING : KEY_DIFFERS,
  })
}
