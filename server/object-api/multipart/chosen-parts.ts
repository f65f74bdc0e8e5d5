import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
import type { Upload, UploadPart } from '../../../db/objects/upload-store.ts'
import type { CompletedPart } from '../../protocol/generated/s3-types.ts'
import { bareEtag } from '../request/etag-list.ts'

const MIN_PART_BYTES = 5 * 1024 ** 2
const MAX_PARTS = 10_000

/**
 * The parts that CompleteMultipartUpload lists, in order.
 * @throws S3Error `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`
 */
export async function chosenParts(
  { uploads }: ObjectStore,
  upload: Upload,
  listed: readonly CompletedPart[],
): Promise<readonly UploadPart[]> {
  checkOrder(upload, listed)
  const uploaded = new Map((await uploads.parts(upload.id, 0, MAX_PARTS)).map((part) => [part.number, part]))
  const chosen = listed.map(({ PartNumber, ETag }) => {
    const part = uploaded.get(PartNumber ?? 0)
    if (part !== undefined && part.etag === bareEtag(ETag ?? '')) return part
    throw new S3Error('InvalidPart', {
      detail: { UploadId: upload.id, PartNumber: String(PartNumber ?? ''), ETag: bareEtag(ETag ?? '') },
    })
  })
  for (const part of chosen.slice(0, -1)) {
    if (part.size < MIN_PART_BYTES) throw tooSmall(part)
  }
  return chosen
}

function checkOrder(upload: Upload, listed: readonly CompletedPart[]): void {
  if (listed.length > MAX_PARTS) throw new S3Error('MalformedXML')
  let before = 0
  for (const { PartNumber: number } of listed) {
    if (number === undefined) throw new S3Error('MalformedXML')
    if (number <= before) throw new S3Error('InvalidPartOrder', { detail: { UploadId: upload.id } })
    before = number
  }
}

function tooSmall(part: UploadPart): S3Error {
  return new S3Error('EntityTooSmall', {
    message: 'Your proposed upload is smaller than the minimum allowed size',
    detail: {
      ProposedSize: String(part.size),
      MinSizeAllowed: String(MIN_PART_BYTES),
      PartNumber: String(part.number),
      ETag: part.etag,
    },
  })
}
