import { closeSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'

const PIECE_BYTES = 256 * 1024

/** CRC32 of a range of a file; undefined when the file ends before. @throws what the file system throws */
export function checksumOfRange(path: string, from: number, to: number): number | undefined {
  const file = openSync(path, 'r')
  try {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(0, to - from)))
    let checksum = 0
    for (let at = from; at < to; ) {
      const count = readSync(file, piece, 0, Math.min(piece.length, to - at), at)
      if (count === 0) return undefined
      checksum = crc32(piece.subarray(0, count), checksum)
      at += count
    }
    return checksum
  } finally {
    closeSync(file)
  }
}
