import type { Upload } from '../../../db/objects/upload-store.ts'
import type { ListMultipartUploadsRequest } from '../../protocol/generated/s3-types.ts'
import { shownAccount } from '../accounts.ts'
import { existingBucket } from '../buckets/existing-bucket.ts'
import type { ObjectApiSettings, ObjectHandler } from '../handler.ts'
import { type KeyText, keyText, pageLimit } from '../listings/list-parameters.ts'

export const listMultipartUploads: ObjectHandler<ListMultipartUploadsRequest> = async (ports, request) => {
  const { input } = request
  const limit = pageLimit(input.MaxUploads, 'max-uploads')
  const text = keyText(input.EncodingType)
  const bucket = await existingBucket(ports, request)
  const delimiter = input.Delimiter === '' ? undefined : input.Delimiter
  const keyMarker = input.KeyMarker === '' ? undefined : input.KeyMarker
  // Without a key marker it means nothing (API Reference, ListMultipartUploads).
  const uploadIdMarker = keyMarker === undefined || input.UploadIdMarker === '' ? undefined : input.UploadIdMarker
  const page =
    limit === 0
      ? { uploads: [], commonPrefixes: [], next: undefined }
      : await ports.store.uploads.list({
          bucket: bucket.name,
          prefix: input.Prefix ?? '',
          delimiter,
          keyMarker,
          uploadIdMarker,
          limit,
        })
  const last = page.next
  return {
    output: {
      Bucket: bucket.name,
      KeyMarker: text(input.KeyMarker ?? ''),
      UploadIdMarker: input.UploadIdMarker ?? '',
      ...(last === undefined ? {} : { NextKeyMarker: text(last.key), NextUploadIdMarker: last.uploadId ?? '' }),
      Prefix: text(input.Prefix ?? ''),
      ...(delimiter === undefined ? {} : { Delimiter: text(delimiter) }),
      MaxUploads: limit,
      IsTruncated: last !== undefined,
      ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
      Uploads: page.uploads.map((upload) => listedUpload(upload, text, bucket.account, ports.settings)),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: text(prefix) })),
    },
  }
}

function listedUpload(upload: Upload, text: KeyText, bucketOwner: string, settings: ObjectApiSettings): object {
  return {
    UploadId: upload.id,
    Key: text(upload.key),
    Initiated: new Date(upload.initiatedMs),
    StorageClass: upload.draft.storageClass ?? 'STANDARD',
    Owner: shownAccount(settings, upload.draft.owner ?? bucketOwner),
    Initiator: shownAccount(settings, upload.account),
    ...(upload.checksum === undefined
      ? {}
      : { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }),
  }
}
