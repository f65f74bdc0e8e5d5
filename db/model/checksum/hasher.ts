import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type ChecksumAlgorithm, type DirectChecksumAlgorithm, isDirect } from './algorithm.ts'
import type { ChecksumHasher } from './checksum-hasher.ts'
import { crc32c } from './crc32c.ts'
import { createCrc64Nvme } from './crc64nvme.ts'
import { createXxhash, xxhashOf } from './xxhash.ts'

export type { ChecksumHasher }

/** Makes a running checksum; at once for all algorithms but the xxhash family, which loads WebAssembly when first used. */
export function createHasher(algorithm: DirectChecksumAlgorithm): ChecksumHasher
export function createHasher(algorithm: ChecksumAlgorithm): ChecksumHasher | Promise<ChecksumHasher>
export function createHasher(algorithm: ChecksumAlgorithm): ChecksumHasher | Promise<ChecksumHasher> {
  return isDirect(algorithm) ? DIRECT[algorithm]() : createXxhash(algorithm)
}

/** The checksum of bytes that are all at hand; for digests cheaper than a running one (docs/performance.md). */
export function checksumOf(algorithm: DirectChecksumAlgorithm, bytes: Uint8Array): Uint8Array
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
  const openSsl = OPENSSL_NAMES[algorithm]
  if (openSsl !== undefined) return hash(openSsl, bytes, 'buffer')
  return isDirect(algorithm) ? digestOf(DIRECT[algorithm](), bytes) : xxhashOf(algorithm, bytes)
}

function digestOf(hasher: ChecksumHasher, bytes: Uint8Array): Uint8Array {
  hasher.update(bytes)
  return hasher.digest()
}

const OPENSSL_NAMES: Partial<Record<ChecksumAlgorithm, string>> = {
  MD5: 'md5',
  SHA1: 'sha1',
  SHA256: 'sha256',
  SHA512: 'sha512',
}

const DIRECT: Readonly<Record<DirectChecksumAlgorithm, () => ChecksumHasher>> = {
  CRC32: () => crc32Hasher(crc32),
  CRC32C: () => crc32Hasher(crc32c),
  CRC64NVME: createCrc64Nvme,
  MD5: () => openSslHasher('md5'),
  SHA1: () => openSslHasher('sha1'),
  SHA256: () => openSslHasher('sha256'),
  SHA512: () => openSslHasher('sha512'),
}

function openSslHasher(name: string): ChecksumHasher {
  const running = createHash(name)
  return {
    update: (chunk) => void running.update(chunk),
    digest: () => running.digest(),
  }
}

function crc32Hasher(step: (chunk: Uint8Array, value: number) => number): ChecksumHasher {
  let value = 0
  return {
    update: (chunk) => {
      value = step(chunk, value)
    },
    digest: () => {
      const bytes = Buffer.allocUnsafe(4)
      bytes.writeUInt32BE(value >>> 0)
      return bytes
    },
  }
}
