import { randomBytes } from 'node:crypto'

/**
 * What a blob's file is called: a random number, and the CRC32 of its bytes, so that every read of a whole body can tell
 * whether it still is what was written.
 */
export function newBlobName(): string {
  return randomBytes(16).toString('hex')
}

export function withChecksum(name: string, checksum: number): string {
  return `${name}-${checksum.toString(16).padStart(8, '0')}`
}

/** Undefined for a file whose name has none. */
export function checksumIn(name: string): number | undefined {
  const [, digits] = /^[0-9a-f]+-([0-9a-f]{8})$/.exec(name) ?? []
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}
