/** What CompleteMultipartUpload says of checksums, held against what was computed. */
import { CHECKSUM_ALGORITHMS } from '../../../db/model/checksum/algorithm.ts'
import { parseChecksumType } from '../../../db/model/checksum/checksum-type.ts'
import type { ObjectChecksum } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Upload, UploadPart } from '../../../db/objects/upload-store.ts'
import type { CompletedPart, CompleteMultipartUploadRequest } from '../../protocol/generated/s3-types.ts'
import { checksumMember } from '../reply/checksum-members.ts'
import { bareEtag } from '../request/etag-list.ts'
import { checksumOfUpload } from './upload-checksum.ts'

/**
 * Checksums beside the listed parts. S3 demands them for uploads that asked for COMPOSITE ones.
 * @throws S3Error `InvalidPart`, `InvalidRequest`
 */
export function checkPartChecksums(
  upload: Upload,
  listed: readonly CompletedPart[],
  parts: readonly UploadPart[],
): void {
  const { algorithm, type } = checksumOfUpload(upload)
  const required = type === 'COMPOSITE'
  for (const [index, entry] of listed.entries()) {
    const given = entry[checksumMember(algorithm)]
    if (given === undefined && required) {
      throw invalid(
        `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${entry.PartNumber} in the request.`,
      )
    }
    if (given !== undefined && given !== parts[index]?.checksum) {
      throw new S3Error('InvalidPart', {
        detail: { UploadId: upload.id, PartNumber: String(entry.PartNumber), ETag: bareEtag(entry.ETag ?? '') },
      })
    }
  }
}

/** The checksum that the headers give for the whole object. @throws S3Error `BadDigest`, `InvalidRequest` */
export function checkClaimedChecksum(
  upload: Upload,
  input: CompleteMultipartUploadRequest,
  computed: ObjectChecksum | undefined,
): void {
  const { algorithm } = checksumOfUpload(upload)
  const mode = upload.checksum?.type
  if (input.ChecksumType !== undefined && parseChecksumType(input.ChecksumType) !== mode) {
    throw invalid(
      `The upload was created using the ${mode ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
    )
  }
  for (const claimed of CHECKSUM_ALGORITHMS) {
    const value = input[checksumMember(claimed)]
    if (value === undefined) continue
    if (claimed === algorithm && sameChecksum(value, computed)) continue
    throw new S3Error('BadDigest', {
      message: `The ${claimed.toLowerCase()} you specified did not match the calculated checksum.`,
    })
  }
}

/** A composite one may be given without its count of parts. */
function sameChecksum(value: string, computed: ObjectChecksum | undefined): boolean {
  return computed !== undefined && (value === computed.value || value === computed.value.replace(/-\d+$/, ''))
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
