/** What CompleteMultipartUpload says of checksums, held against what was computed. */
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import { parseChecksumType } from '../../../db/model/checksum/checksum-type.ts'
import type { ObjectChecksum } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Upload, UploadPart } from '../../../db/objects/upload-store.ts'
import type { CompletedPart, CompleteMultipartUploadRequest } from '../../protocol/generated/s3-types.ts'
import type { Dialect } from '../dialect.ts'
import { checksumMember } from '../reply/checksum-members.ts'
import { bareEtag } from '../request/etag-list.ts'
import { checksumOfUpload } from './upload-checksum.ts'

/**
 * Checksums beside the listed parts. S3 demands them for uploads that asked for COMPOSITE ones; those of other algorithms
 * are wrong.
 * @throws S3Error `BadDigest`, `InvalidPart`, `InvalidRequest`
 */
export function checkPartChecksums(
  upload: Upload,
  listed: readonly CompletedPart[],
  parts: readonly UploadPart[],
): void {
  const { algorithm, type } = checksumOfUpload(upload)
  const required = type === 'COMPOSITE'
  for (const [index, entry] of listed.entries()) {
    refuseOtherAlgorithms(upload, entry, algorithm)
    const given = entry[checksumMember(algorithm)]
    if (given === undefined && required) {
      throw invalid(
        `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${entry.PartNumber} in the request.`,
      )
    }
    if (given !== undefined && given !== parts[index]?.checksum) {
      throw invalidPart(upload, entry)
    }
  }
}

function refuseOtherAlgorithms(upload: Upload, entry: CompletedPart, algorithm: ChecksumAlgorithm): void {
  const other = CHECKSUM_ALGORITHMS.find((name) => name !== algorithm && entry[checksumMember(name)] !== undefined)
  if (other === undefined) return
  if (upload.checksum === undefined) throw invalidPart(upload, entry)
  const message = `The ${other.toLowerCase()} you specified for part ${entry.PartNumber} did not match what we received.`
  throw new S3Error('BadDigest', { message })
}

function invalidPart({ id }: Upload, { PartNumber, ETag }: CompletedPart): S3Error {
  return new S3Error('InvalidPart', {
    detail: { UploadId: id, PartNumber: String(PartNumber), ETag: bareEtag(ETag ?? '') },
  })
}

/**
 * The checksum that the headers give for the whole object. Without a type it is taken for a COMPOSITE one, and an upload
 * that asked for no checksum does not look at it; both seen on AWS.
 * @throws S3Error `BadDigest`, `InvalidRequest`
 */
export function checkClaimedChecksum(
  upload: Upload,
  input: CompleteMultipartUploadRequest,
  computed: ObjectChecksum | undefined,
  { untypedChecksum }: Dialect,
): void {
  const { algorithm } = checksumOfUpload(upload)
  const mode = upload.checksum?.type
  const given = input.ChecksumType === undefined ? undefined : parseChecksumType(input.ChecksumType)
  if (input.ChecksumType !== undefined && given !== mode) {
    throw invalid(
      `The upload was created using the ${mode ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
    )
  }
  if (mode === undefined) return
  const type = given ?? (untypedChecksum === 'composite' ? 'COMPOSITE' : mode)
  for (const claimed of CHECKSUM_ALGORITHMS) {
    const value = input[checksumMember(claimed)]
    if (value === undefined) continue
    if (type === mode && claimed === algorithm && sameChecksum(value, computed)) continue
    throw new S3Error('BadDigest', {
      message: `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
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
