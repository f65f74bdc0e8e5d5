/** What no completion may say, whatever its upload is. */
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeaderName,
  decodeChecksum,
} from '../../../db/model/checksum/algorithm.ts'
import { parseChecksumType } from '../../../db/model/checksum/checksum-type.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { CompletedPart, CompleteMultipartUploadRequest } from '../../protocol/generated/s3-types.ts'
import { checksumMember } from '../reply/checksum-members.ts'

/** @throws S3Error `InvalidArgument`, `InvalidRequest`, `MalformedXML` */
export function refuseCompletion(input: CompleteMultipartUploadRequest, listed: readonly CompletedPart[]): void {
  for (const part of listed) {
    checkPart(part)
    checkPartChecksum(part)
  }
  checkHeaders(input)
}

function checkPart({ PartNumber: number, ETag }: CompletedPart): void {
  if (number === undefined || ETag === undefined) throw new S3Error('MalformedXML')
  if (number < 1) throw invalidArgument('PartNumber must be >= 1', 'PartNumber', String(number))
}

function checkPartChecksum(part: CompletedPart): void {
  const given = checksumsIn(part)
  const [first] = given
  if (first === undefined || (given.length === 1 && decodeChecksum(...first) !== undefined)) return
  const value = given.length === 1 ? first[1] : given.map(([algorithm, text]) => `${algorithm}:${text};`).join('')
  throw invalidArgument('Invalid Base64 or multiple checksums present in request', 'Checksum', value)
}

function checkHeaders(input: CompleteMultipartUploadRequest): void {
  const { ChecksumType: type, MpuObjectSize: size } = input
  if (type !== undefined && parseChecksumType(type) === undefined) {
    throw invalidRequest('Value for x-amz-checksum-type header is invalid.')
  }
  if (size !== undefined && size < 0) {
    throw invalidRequest(`Value for x-amz-mp-object-size header is less than zero: '${size}'`)
  }
  const given = checksumsIn(input)
  if (given.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  }
  for (const [algorithm, value] of given) {
    // A composite checksum has the number of its parts behind it.
    if (decodeChecksum(algorithm, value.replace(/-\d+$/, '')) !== undefined) continue
    throw invalidRequest(`Value for ${checksumHeaderName(algorithm)} header is invalid.`)
  }
}

type Checksums = { readonly [Member in ReturnType<typeof checksumMember>]?: string | undefined }

function checksumsIn(input: Checksums): readonly (readonly [ChecksumAlgorithm, string])[] {
  return CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = input[checksumMember(algorithm)]
    return value === undefined ? [] : [[algorithm, value] as const]
  })
}

function invalidArgument(message: string, ArgumentName: string, ArgumentValue: string): S3Error {
  return new S3Error('InvalidArgument', { message, detail: { ArgumentName, ArgumentValue } })
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
