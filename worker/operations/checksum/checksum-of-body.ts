import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import type { ChecksumType } from '../../../db/model/checksum/checksum-type.ts'
import { checksumOf, createHasher } from '../../../db/model/checksum/hasher.ts'
import type { ObjectVersion } from '../../../db/model/object.ts'
import type { ByteRange, ObjectReads } from '../../../db/objects/object-reads.ts'
import type { ComputedChecksum } from './checksum-message.ts'

/** Some ten milliseconds: so long the other works of a thread wait for a large body. */
const BYTES_A_TURN = 16_777_216

/**
 * Reads a body once and hashes it. A composite checksum is the checksum of the digests of the object's parts; an object
 * that was not uploaded in parts is its own only part.
 */
export async function checksumOfBody(
  version: ObjectVersion,
  reads: ObjectReads,
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
): Promise<ComputedChecksum> {
  if (type === 'FULL_OBJECT') return { digest: await hashRange(version, reads, algorithm), parts: undefined }
  const digests: Uint8Array[] = []
  let start = 0
  for (const { size } of version.parts ?? [{ size: version.size }]) {
    digests.push(await hashRange(version, reads, algorithm, { start, end: start + size - 1 }))
    start += size
  }
  return { digest: await checksumOf(algorithm, Buffer.concat(digests)), parts: digests.length }
}

async function hashRange(
  version: ObjectVersion,
  reads: ObjectReads,
  algorithm: ChecksumAlgorithm,
  range?: ByteRange,
): Promise<Uint8Array> {
  const hasher = await createHasher(algorithm)
  // Reading waits for nothing: without a turn the thread would hear of nothing else until its slice is done.
  await nextTurn()
  let sinceTurn = 0
  for await (const piece of await reads.pieces(version, range)) {
    hasher.update(piece)
    sinceTurn += piece.length
    if (sinceTurn < BYTES_A_TURN) continue
    sinceTurn = 0
    await nextTurn()
  }
  return hasher.digest()
}
