import { type ChecksumAlgorithm, isCrc } from './algorithm.ts'

/** How the checksum of a multipart object is made of its parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

/**
 * The types an algorithm may have in a multipart upload (User Guide, "Checking object integrity"): CRC64NVME is of the
 * full object only, CRC32 and CRC32C of either type, digests composite only because parts' digests cannot be joined.
 * choice: for the newer digests (SHA512, MD5, XXHASH*) AWS's table is not at hand; they follow SHA1 and SHA256.
 */
export function multipartChecksumTypes(algorithm: ChecksumAlgorithm): readonly ChecksumType[] {
  if (algorithm === 'CRC64NVME') return ['FULL_OBJECT']
  return isCrc(algorithm) ? ['COMPOSITE', 'FULL_OBJECT'] : ['COMPOSITE']
}

/** The type S3 takes when CreateMultipartUpload names the algorithm and no type. */
export function defaultMultipartChecksumType(algorithm: ChecksumAlgorithm): ChecksumType {
  return algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE'
}

/** `x-amz-checksum-type`, whatever its case. */
export function parseChecksumType(name: string): ChecksumType | undefined {
  const upper = name.trim().toUpperCase()
  return upper === 'FULL_OBJECT' || upper === 'COMPOSITE' ? upper : undefined
}
