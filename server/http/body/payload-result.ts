import { type ChecksumAlgorithm, checksumHeaderName } from '../../../db/model/checksum/algorithm.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { checkedTrailerValue } from './claimed-checksum.ts'
import { malformedTrailer } from './framing-error.ts'
import type { PayloadPlan } from './payload-plan.ts'

export interface CalculatedChecksum {
  readonly algorithm: ChecksumAlgorithm
  /** Base64, as in headers. */
  readonly value: string
}

/** What is known of a body that passed all checks. */
export interface PayloadResult {
  /** Bytes of the object. */
  readonly size: number
  readonly md5: Uint8Array
  /** One for each of the plan's `algorithms`, in that order; the claimed or default one first. */
  readonly checksums: readonly CalculatedChecksum[]
  readonly trailers: ReadonlyMap<string, string>
}

export type Digests = ReadonlyMap<ChecksumAlgorithm, Uint8Array>

/** Holds the calculated digests against all the request claimed. Throws S3Error for the first that differs. */
export function verifiedResult(
  plan: PayloadPlan,
  digests: Digests,
  size: number,
  trailers: ReadonlyMap<string, string>,
): PayloadResult {
  checkPayloadSha256(plan, digests)
  checkContentMd5(plan, digests)
  const checksums = plan.algorithms.map((algorithm) => ({ algorithm, value: base64(digests, algorithm) }))
  checkTrailerNames(plan, trailers)
  checkClaimed(plan, checksums, trailers)
  return { size, md5: digestOf(digests, 'MD5'), checksums, trailers }
}

function checkPayloadSha256(plan: PayloadPlan, digests: Digests): void {
  if (plan.framing.kind !== 'plain' || plan.framing.sha256 === undefined) return
  const computed = Buffer.from(digestOf(digests, 'SHA256')).toString('hex')
  if (computed === plan.framing.sha256) return
  throw new S3Error('XAmzContentSHA256Mismatch', {
    detail: { ClientComputedContentSHA256: plan.framing.sha256, S3ComputedContentSHA256: computed },
  })
}

function checkContentMd5(plan: PayloadPlan, digests: Digests): void {
  if (plan.contentMd5 === undefined) return
  const computed = base64(digests, 'MD5')
  if (computed === plan.contentMd5) return
  throw new S3Error('BadDigest', { detail: { ExpectedDigest: plan.contentMd5, CalculatedDigest: computed } })
}

/** Only what `x-amz-trailer` announced may come. */
function checkTrailerNames(plan: PayloadPlan, trailers: ReadonlyMap<string, string>): void {
  if (trailers.size === 0) return
  const announced = plan.claimed?.from === 'trailer' ? checksumHeaderName(plan.claimed.algorithm) : undefined
  for (const name of trailers.keys()) if (name !== announced) throw malformedTrailer()
}

function checkClaimed(
  plan: PayloadPlan,
  checksums: readonly CalculatedChecksum[],
  trailers: ReadonlyMap<string, string>,
): void {
  const { claimed } = plan
  if (claimed === undefined) return
  const value = claimed.from === 'header' ? claimed.value : checkedTrailerValue(claimed.algorithm, trailers)
  if (checksums.some((checksum) => checksum.algorithm === claimed.algorithm && checksum.value === value)) return
  throw new S3Error('BadDigest', {
    message: `The ${claimed.algorithm} you specified did not match the calculated checksum.`,
  })
}

function base64(digests: Digests, algorithm: ChecksumAlgorithm): string {
  return Buffer.from(digestOf(digests, algorithm)).toString('base64')
}

function digestOf(digests: Digests, algorithm: ChecksumAlgorithm): Uint8Array {
  const digest = digests.get(algorithm)
  if (digest === undefined) throw new Error(`${algorithm} was not calculated`)
  return digest
}
