import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createGzip } from 'node:zlib'
import type { ObjectWrites, StagedBody } from '../../db/objects/object-writes.ts'
import { ownMemory } from '../../db/objects/own-memory.ts'

/** What `manifest.json` says of a data file, and its body. */
export interface PackedBody {
  readonly body: StagedBody
  /** Bytes, packed. */
  readonly size: number
  /** Lower-case hex. */
  readonly md5: string
}

/** A gzip file on its way into the store; no more than a few pieces of it are in memory. */
export interface PackedCsv {
  write(text: string): Promise<void>
  finish(): Promise<PackedBody>
  abort(): Promise<void>
}

const PIECE_BYTES = 256 * 1024
/** Keys resemble each other so much that a better level hardly gains, and costs three times as long. */
const GZIP_LEVEL = 1

export function packedCsv(writes: ObjectWrites): PackedCsv {
  const gzip = createGzip({ level: GZIP_LEVEL, chunkSize: PIECE_BYTES })
  const sink = writes.stage()
  const md5 = createHash('md5')
  let size = 0
  const drain = async (): Promise<void> => {
    for await (const piece of gzip as AsyncIterable<Buffer>) {
      md5.update(piece)
      size += piece.length
      await sink.write(piece, ownMemory(piece))
    }
  }
  const drained = drain()
  // Whoever writes or finishes is told; nobody else needs to be.
  drained.catch(() => undefined)
  gzip.on('error', () => undefined)
  return {
    async write(text) {
      if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), drained])
    },
    async finish() {
      gzip.end()
      await drained
      return { body: await sink.finish(), size, md5: md5.digest('hex') }
    },
    async abort() {
      gzip.destroy()
      await drained.catch(() => undefined)
      await sink.abort()
    },
  }
}
