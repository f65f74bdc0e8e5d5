import {
  algorithmOfHeader,
  CHECKSUM_ALGORITHMS,
  CHECKSUM_HEADER_PREFIX,
  type ChecksumAlgorithm,
  checksumHeaderName,
  decodeChecksum,
  parseAlgorithm,
} from '../../../db/model/checksum/algorithm.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { malformedTrailer } from './framing-error.ts'
import type { PayloadFraming } from './payload-framing.ts'
import { headerValue, type RequestHeaders } from './request-headers.ts'

/** The additional checksum a request says its body has. */
export type ClaimedChecksum =
  | { readonly from: 'header'; readonly algorithm: ChecksumAlgorithm /** Base64. */; readonly value: string }
  | { readonly from: 'trailer'; readonly algorithm: ChecksumAlgorithm }

/**
 * Reads `x-amz-checksum-*`, `x-amz-trailer` and `x-amz-sdk-checksum-algorithm`, which must agree with each other
 * (API Reference, PutObject). Checksums in a query string are not looked at: S3 ignores them (clients.md, section 3).
 */
export function claimedChecksum(headers: RequestHeaders, framing: PayloadFraming): ClaimedChecksum | undefined {
  const claims = [...headerClaims(headers), ...trailerClaims(headers, framing)]
  if (claims.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  }
  const claim = claims[0]
  checkSdkAlgorithm(headerValue(headers, 'x-amz-sdk-checksum-algorithm'), claim)
  return claim
}

/** The trailer's value once it has come. */
export function checkedTrailerValue(algorithm: ChecksumAlgorithm, trailers: ReadonlyMap<string, string>): string {
  const name = checksumHeaderName(algorithm)
  const value = trailers.get(name)
  if (value === undefined) throw malformedTrailer()
  if (decodeChecksum(algorithm, value) === undefined) {
    throw invalidRequest(`Value for ${name} trailing header is invalid.`)
  }
  return value
}

const NOT_A_CHECKSUM = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-type', 'x-amz-checksum-mode'])

function headerClaims(headers: RequestHeaders): readonly ClaimedChecksum[] {
  const claims: ClaimedChecksum[] = []
  for (const name in headers) {
    if (!name.startsWith(CHECKSUM_HEADER_PREFIX) || NOT_A_CHECKSUM.has(name)) continue
    const algorithm = algorithmOfHeader(name)
    if (algorithm === undefined) throw unsupportedAlgorithm()
    const value = headerValue(headers, name)
    if (value === undefined) continue
    if (decodeChecksum(algorithm, value) === undefined) throw invalidRequest(`Value for ${name} header is invalid.`)
    claims.push({ from: 'header', algorithm, value })
  }
  return claims
}

function trailerClaims(headers: RequestHeaders, framing: PayloadFraming): readonly ClaimedChecksum[] {
  const names = headerValue(headers, 'x-amz-trailer')
  if (names === undefined) return []
  const claims = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name): ClaimedChecksum => {
      const algorithm = algorithmOfHeader(name)
      if (algorithm !== undefined) return { from: 'trailer', algorithm }
      throw invalidRequest('The value specified in the x-amz-trailer header is not supported')
    })
  if (framing.kind === 'plain' || !framing.trailers) throw malformedTrailer()
  return claims
}

function checkSdkAlgorithm(name: string | undefined, claim: ClaimedChecksum | undefined): void {
  if (name === undefined) return
  const algorithm = parseAlgorithm(name)
  if (algorithm === undefined || (claim !== undefined && claim.algorithm !== algorithm)) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.')
  }
  if (claim === undefined) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    )
  }
}

/** S3's refusal of an algorithm it does not have; for `x-amz-checksum-algorithm` too. */
export function unsupportedAlgorithm(): S3Error {
  return invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${CHECKSUM_ALGORITHMS.join(', ')}]`,
  )
}

function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
