import { crc32 } from 'node:zlib'
import { readRange } from './read-range.ts'

/** CRC32 of a range of a file; undefined when the file ends before. @throws what the file system throws */
export function checksumOfRange(path: string, from: number, to: number): number | undefined {
  let checksum = 0
  const whole = readRange(path, from, to, (piece) => {
    checksum = crc32(piece, checksum)
  })
  return whole ? checksum : undefined
}
