/**
 * What checksum jobs are held against: files read and hashed one after the other, in as many processes as asked for by
 * the caller. Usage: node bench/bare/hash-loop.ts ALGORITHM FILE…   (prints one JSON line)
 */
import { closeSync, openSync, readSync } from 'node:fs'
import type { ChecksumAlgorithm } from '../../db/model/checksum/algorithm.ts'
import { createHasher } from '../../db/model/checksum/hasher.ts'

const READ_BYTES = 262_144
const [algorithm = 'SHA256', ...files] = process.argv.slice(2)
const buffer = Buffer.allocUnsafe(READ_BYTES)
const began = performance.now()
let bytes = 0
for (const path of files) {
  const hasher = await createHasher(algorithm as ChecksumAlgorithm)
  const file = openSync(path, 'r')
  for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
    hasher.update(buffer.subarray(0, count))
    bytes += count
  }
  closeSync(file)
  hasher.digest()
}
console.log(JSON.stringify({ bytes, seconds: (performance.now() - began) / 1000 }))
