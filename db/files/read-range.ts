import { closeSync, openSync, readSync } from 'node:fs'

const PIECE_BYTES = 256 * 1024

/**
 * Shows a range of a file piece by piece, each in the same memory.
 *
 * @param to exclusive
 * @returns false when the file ends before
 * @throws what the file system throws
 */
export function readRange(path: string, from: number, to: number, show: (piece: Uint8Array) => void): boolean {
  const file = openSync(path, 'r')
  try {
    const space = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(0, to - from)))
    for (let at = from; at < to; ) {
      const count = readSync(file, space, 0, Math.min(space.length, to - at), at)
      if (count === 0) return false
      show(space.subarray(0, count))
      at += count
    }
    return true
  } finally {
    closeSync(file)
  }
}
