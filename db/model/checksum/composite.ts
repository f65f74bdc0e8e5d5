import type { ChecksumAlgorithm, DirectChecksumAlgorithm } from './algorithm.ts'
import { checksumOf } from './hasher.ts'

/**
 * The COMPOSITE checksum of a multipart object: the checksum of its parts' raw digests in part order, as base64, then
 * `-` and the number of parts (User Guide, "Checking object integrity").
 */
export function compositeChecksum(algorithm: DirectChecksumAlgorithm, partDigests: readonly Uint8Array[]): string
export function compositeChecksum(
  algorithm: ChecksumAlgorithm,
  partDigests: readonly Uint8Array[],
): string | Promise<string>
export function compositeChecksum(
  algorithm: ChecksumAlgorithm,
  partDigests: readonly Uint8Array[],
): string | Promise<string> {
  const digest = checksumOf(algorithm, Buffer.concat(partDigests))
  return digest instanceof Promise
    ? digest.then((ready) => withCount(ready, partDigests))
    : withCount(digest, partDigests)
}

function withCount(digest: Uint8Array, partDigests: readonly Uint8Array[]): string {
  return `${Buffer.from(digest).toString('base64')}-${partDigests.length}`
}
