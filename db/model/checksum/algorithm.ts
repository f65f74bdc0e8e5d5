/**
 * The additional checksums of S3 and their names on the wire.
 * Source: API Reference, `ChecksumAlgorithm`; User Guide, "Checking object integrity in Amazon S3".
 */
export type ChecksumAlgorithm = keyof typeof DIGEST_BYTES

/** The algorithms whose hashers are WebAssembly and therefore are made asynchronously. */
export type WasmChecksumAlgorithm = 'XXHASH64' | 'XXHASH3' | 'XXHASH128'
export type DirectChecksumAlgorithm = Exclude<ChecksumAlgorithm, WasmChecksumAlgorithm>
export type CrcAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME'

/** Bytes of a digest. */
const DIGEST_BYTES = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  MD5: 16,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  XXHASH128: 16,
  XXHASH3: 8,
  XXHASH64: 8,
} as const

/** In the order in which S3's messages list them. */
export const CHECKSUM_ALGORITHMS = Object.keys(DIGEST_BYTES) as readonly ChecksumAlgorithm[]

export const CHECKSUM_HEADER_PREFIX = 'x-amz-checksum-'

/** The header or trailer that carries a checksum, in lower case: `x-amz-checksum-crc32`. */
export function checksumHeaderName(algorithm: ChecksumAlgorithm): string {
  return HEADER_NAMES[algorithm]
}

/** The algorithm a header name stands for; undefined for any other name, `x-amz-checksum-algorithm` included. */
export function algorithmOfHeader(headerName: string): ChecksumAlgorithm | undefined {
  return BY_HEADER.get(headerName.toLowerCase())
}

/** The algorithm of that name whatever its case: minio-py sends `crc32c`. */
export function parseAlgorithm(name: string): ChecksumAlgorithm | undefined {
  return BY_NAME.get(name.trim().toUpperCase())
}

/** Length of the raw digest in bytes. */
export function digestBytes(algorithm: ChecksumAlgorithm): number {
  return DIGEST_BYTES[algorithm]
}

export function isCrc(algorithm: ChecksumAlgorithm): algorithm is CrcAlgorithm {
  return algorithm === 'CRC32' || algorithm === 'CRC32C' || algorithm === 'CRC64NVME'
}

export function isDirect(algorithm: ChecksumAlgorithm): algorithm is DirectChecksumAlgorithm {
  return algorithm !== 'XXHASH64' && algorithm !== 'XXHASH3' && algorithm !== 'XXHASH128'
}

/** The raw digest a base64 text stands for, or undefined when it is not strict base64 of the algorithm's length. */
export function decodeChecksum(algorithm: ChecksumAlgorithm, base64: string): Uint8Array | undefined {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length === DIGEST_BYTES[algorithm] && bytes.toString('base64') === base64 ? bytes : undefined
}

const HEADER_NAMES = Object.fromEntries(
  CHECKSUM_ALGORITHMS.map((name) => [name, CHECKSUM_HEADER_PREFIX + name.toLowerCase()]),
) as Readonly<Record<ChecksumAlgorithm, string>>

const BY_NAME: ReadonlyMap<string, ChecksumAlgorithm> = new Map(CHECKSUM_ALGORITHMS.map((name) => [name, name]))
const BY_HEADER: ReadonlyMap<string, ChecksumAlgorithm> = new Map(
  CHECKSUM_ALGORITHMS.map((name) => [HEADER_NAMES[name], name]),
)
