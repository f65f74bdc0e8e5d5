import { S3Error } from '../../../db/model/s3-error.ts'
import type { Upload, UploadPart } from '../../../db/objects/upload-store.ts'
import type { ListPartsRequest } from '../../protocol/generated/s3-types.ts'
import { shownAccount } from '../accounts.ts'
import type { ObjectHandler } from '../handler.ts'
import { pageLimit } from '../listings/list-parameters.ts'
import { checksumMember } from '../reply/checksum-members.ts'
import { abortMembers } from '../reply/expiration.ts'
import { namedUpload } from './named-upload.ts'

export const listParts: ObjectHandler<ListPartsRequest> = async (ports, request) => {
  const { input } = request
  const limit = pageLimit(input.MaxParts, 'max-parts')
  const marker = partMarker(input.PartNumberMarker)
  const { upload, bucket } = await namedUpload(ports, request)
  const found = limit === 0 ? [] : await ports.store.uploads.parts(upload.id, marker, limit + 1)
  const page = found.slice(0, limit)
  const { checksum } = upload
  return {
    output: {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: String(marker),
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      MaxParts: limit,
      IsTruncated: found.length > limit,
      Parts: page.map((part) => listedPart(upload, part)),
      Initiator: shownAccount(ports.settings, upload.account),
      Owner: shownAccount(ports.settings, upload.draft.owner ?? bucket.account),
      StorageClass: upload.draft.storageClass ?? 'STANDARD',
      ...(await abortMembers(ports, bucket, upload)),
      ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    },
  }
}

function listedPart({ checksum }: Upload, part: UploadPart): object {
  return {
    PartNumber: part.number,
    LastModified: new Date(part.modifiedMs),
    ETag: `"${part.etag}"`,
    Size: part.size,
    ...(checksum === undefined || part.checksum === undefined
      ? {}
      : { [checksumMember(checksum.algorithm)]: part.checksum }),
  }
}

/** @throws S3Error `InvalidArgument` */
export function partMarker(text: string | undefined): number {
  if (text === undefined || text === '') return 0
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new S3Error('InvalidArgument', {
    message: 'Provided part-number-marker not an integer or within integer range',
    detail: { ArgumentName: 'part-number-marker', ArgumentValue: text },
  })
}
