import { createCipheriv, createSecretKey } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Made of the bytes of a body, however they are cut into pieces. */
export interface Seal {
  readonly add: (piece: Uint8Array) => void
  /** Hexadecimal. To be asked for once, after the last piece. */
  digits(): string
}

/**
 * No secrets: GMAC is no more here than the fastest check of bytes that Node brings, a quarter of the time of its CRC32
 * (decision 11). Files are called by these digits, so key and vector must stay as they are.
 */
const KEY = createSecretKey(Buffer.alloc(16))
const VECTOR = Buffer.alloc(12)

/** The GMAC of the bytes: 32 digits. */
export function createSeal(): Seal {
  const cipher = createCipheriv('aes-128-gcm', KEY, VECTOR)
  return {
    add: (piece) => void cipher.setAAD(piece),
    digits() {
      cipher.final()
      return cipher.getAuthTag().toString('hex')
    },
  }
}

/** Their CRC32, with which files were sealed once: 8 digits. */
export function createCrc32Seal(): Seal {
  let value = 0
  return {
    add: (piece) => {
      value = crc32(piece, value)
    },
    digits: () => value.toString(16).padStart(8, '0'),
  }
}
