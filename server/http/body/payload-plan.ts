import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { type ClaimedChecksum, claimedChecksum } from './claimed-checksum.ts'
import { framingOf, type PayloadFraming, storedContentEncoding } from './payload-framing.ts'
import { headerValue, parseLength, type RequestHeaders } from './request-headers.ts'

/** What a request's headers say of its body, checked for sense; `readPayload` and `checkPayload` hold the body to it. */
export interface PayloadPlan {
  readonly framing: PayloadFraming
  /** Bytes on the wire; undefined with `Transfer-Encoding: chunked`. */
  readonly wireLength: number | undefined
  /** Bytes of the object: known before the body comes. Undefined only where {@link PayloadOptions.lengthOptional}. */
  readonly objectLength: number | undefined
  readonly maxBytes: number
  readonly minChunkBytes: number
  /** Base64 of 16 bytes. */
  readonly contentMd5: string | undefined
  readonly claimed: ClaimedChecksum | undefined
  /** The additional checksums to return. */
  readonly algorithms: readonly ChecksumAlgorithm[]
  /** Everything to be calculated: MD5, the payload's SHA-256 when it is to be checked, and `algorithms`. */
  readonly digests: readonly ChecksumAlgorithm[]
  /** `Content-Encoding` to store with the object. */
  readonly contentEncoding: string | undefined
}

export interface PayloadOptions {
  /** Largest object; default 5 GiB, the limit of PutObject and UploadPart. */
  readonly maxBytes?: number
  /** Calculated when the request claims no checksum; S3 does so with CRC64NVME. */
  readonly defaultAlgorithm?: ChecksumAlgorithm
  /** Calculated in any case, such as the algorithm of a multipart upload. */
  readonly alsoCompute?: readonly ChecksumAlgorithm[]
  /** For CompleteMultipartUpload, whose checksum headers speak of the object and not of the body. */
  readonly ignoreChecksumHeaders?: boolean
  /** Takes a request with neither Content-Length nor a decoded length; without it S3 answers 411. */
  readonly lengthOptional?: boolean
  /** Replaces the header `x-amz-content-sha256`: a presigned URL may have it in its query. */
  readonly contentSha256?: string
  /** Smallest chunk but the last; default S3's 8192. Zero takes any. */
  readonly minChunkBytes?: number
}

const MAX_SINGLE_UPLOAD_BYTES = 5 * 1024 ** 3
const MIN_CHUNK_BYTES = 8192

/** Validates the headers that describe the body. Throws S3Error. `contentLength` is the request's `Content-Length`. */
export function planPayload(
  headers: RequestHeaders,
  contentLength: number | undefined,
  options: PayloadOptions = {},
): PayloadPlan {
  const framing = framingOf(options.contentSha256 ?? headerValue(headers, 'x-amz-content-sha256'))
  const maxBytes = options.maxBytes ?? MAX_SINGLE_UPLOAD_BYTES
  const objectLength = lengthOfObject(headers, framing, contentLength)
  if (objectLength === undefined && options.lengthOptional !== true) throw new S3Error('MissingContentLength')
  if (objectLength !== undefined && objectLength > maxBytes) throw entityTooLarge(objectLength, maxBytes)
  const claimed = options.ignoreChecksumHeaders === true ? undefined : claimedChecksum(headers, framing)
  const algorithms = wantedAlgorithms(claimed, options)
  return {
    framing,
    wireLength: contentLength,
    objectLength,
    maxBytes,
    minChunkBytes: options.minChunkBytes ?? MIN_CHUNK_BYTES,
    contentMd5: checkedContentMd5(headerValue(headers, 'content-md5')),
    claimed,
    algorithms,
    digests: allDigests(framing, algorithms),
    contentEncoding: storedContentEncoding(headerValue(headers, 'content-encoding')),
  }
}

export function entityTooLarge(proposed: number, maxBytes: number): S3Error {
  return new S3Error('EntityTooLarge', {
    detail: { ProposedSize: String(proposed), MaxSizeAllowed: String(maxBytes) },
  })
}

function lengthOfObject(
  headers: RequestHeaders,
  framing: PayloadFraming,
  contentLength: number | undefined,
): number | undefined {
  if (framing.kind === 'plain') return contentLength
  const decoded = headerValue(headers, 'x-amz-decoded-content-length')
  const length = parseLength(decoded)
  if (decoded !== undefined && length === undefined) {
    throw new S3Error('InvalidArgument', {
      message: 'Value for x-amz-decoded-content-length header is invalid.',
      detail: { ArgumentName: 'x-amz-decoded-content-length', ArgumentValue: decoded },
    })
  }
  return length
}

function wantedAlgorithms(claimed: ClaimedChecksum | undefined, options: PayloadOptions): readonly ChecksumAlgorithm[] {
  const main = claimed?.algorithm ?? options.defaultAlgorithm
  const also = options.alsoCompute ?? []
  if (main === undefined) return also
  return also.length === 0 ? [main] : [...new Set([main, ...also])]
}

function allDigests(framing: PayloadFraming, algorithms: readonly ChecksumAlgorithm[]): readonly ChecksumAlgorithm[] {
  const digests = new Set<ChecksumAlgorithm>(['MD5'])
  if (framing.kind === 'plain' && framing.sha256 !== undefined) digests.add('SHA256')
  for (const algorithm of algorithms) digests.add(algorithm)
  return [...digests]
}

function checkedContentMd5(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length === 16 && bytes.toString('base64') === value) return value
  throw new S3Error('InvalidDigest', { detail: { 'Content-MD5': value } })
}
