import { closeSync, openSync, readSync } from 'node:fs'

const PIECE_BYTES = 256 * 1024

/** For who comes next in this thread: fresh memory would wait for the collector in tens of megabytes. */
let kept: Buffer | undefined

/**
 * Shows a range of a file piece by piece, each in the same memory.
 *
 * @param to exclusive
 * @returns false when the file ends before
 * @throws what the file system throws
 */
export function readRange(path: string, from: number, to: number, show: (piece: Uint8Array) => void): boolean {
  const file = openSync(path, 'r')
  const space = kept ?? Buffer.allocUnsafeSlow(PIECE_BYTES)
  kept = undefined
  try {
    for (let at = from; at < to; ) {
      const count = readSync(file, space, 0, Math.min(space.length, to - at), at)
      if (count === 0) return false
      show(space.subarray(0, count))
      at += count
    }
    return true
  } finally {
    kept = space
    closeSync(file)
  }
}
