import { isAscii } from 'node:buffer'
import { closeSync, createReadStream, openSync, readSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { invalidManifest } from './invalid-manifest.ts'

/** Whole lines of a file, one character a byte. */
export interface LineBlock {
  /** Ends with a line feed, which is added when the file's last line has none. */
  readonly text: string
  /** Byte offsets in the (unpacked) file. */
  readonly from: number
  readonly to: number
  readonly ascii: boolean
}

/**
 * Small enough that the text of a block is an ordinary object of V8's young generation: larger ones get pages of their own,
 * which costs a third of the speed and 100 MB (docs/performance.md).
 */
const blockSize = 64 * 1024
/** choice: a longer line is no row of a manifest; the bound keeps memory constant whatever the file is. */
const longestLine = 1024 * 1024

/** The lines of a range of a file; both ends must be at line boundaries. */
export function* plainBlocks(path: string, from = 0, to = Number.POSITIVE_INFINITY): Generator<LineBlock> {
  const lines = new LineBuffer(from)
  const file = openSync(path, 'r')
  try {
    for (let position = from; position < to; ) {
      const space = lines.space()
      const read = readSync(file, space, 0, Math.min(space.length, to - position), position)
      if (read === 0) break
      position += read
      const block = lines.filled(read)
      if (block !== undefined) yield block
    }
    const rest = lines.rest()
    if (rest !== undefined) yield rest
  } finally {
    lines.leave()
    closeSync(file)
  }
}

/** The lines of a gzip file, unpacked piece by piece: a file that grows a thousandfold needs no more memory. */
export async function* gzipBlocks(path: string): AsyncGenerator<LineBlock> {
  const lines = new LineBuffer(0)
  const gunzip = createGunzip({ chunkSize: blockSize })
  const done = pipeline(createReadStream(path, { highWaterMark: blockSize }), gunzip).catch(() => undefined)
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) yield* fill(lines, piece)
    const rest = lines.rest()
    if (rest !== undefined) yield rest
  } catch (error) {
    throw isZlibError(error) ? invalidManifest('format') : error
  } finally {
    lines.leave()
    gunzip.destroy()
    await done
  }
}

function* fill(lines: LineBuffer, piece: Buffer): Generator<LineBlock> {
  for (let copied = 0; copied < piece.length; ) {
    const count = piece.copy(lines.space(), 0, copied)
    copied += count
    const block = lines.filled(count)
    if (block !== undefined) yield block
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
}

/**
 * Memory of lines that nobody reads any more, for those who come next: a slice is read in no time, and what thousands of
 * them leave behind would wait for the collector.
 */
const kept: Buffer[] = []
const mostKept = 16

class LineBuffer {
  #buffer = kept.pop() ?? Buffer.allocUnsafeSlow(blockSize)
  #length = 0
  #offset: number

  constructor(offset: number) {
    this.#offset = offset
  }

  space(): Buffer {
    if (this.#length === this.#buffer.length) this.#grow()
    return this.#buffer.subarray(this.#length)
  }

  filled(count: number): LineBlock | undefined {
    const before = this.#length
    this.#length += count
    const end = this.#buffer.subarray(before, this.#length).lastIndexOf(0x0a)
    return end < 0 ? undefined : this.#cut(before + end + 1, '')
  }

  rest(): LineBlock | undefined {
    return this.#length === 0 ? undefined : this.#cut(this.#length, '\n')
  }

  /** Its blocks are text of their own. It must not be asked for space again. */
  leave(): void {
    if (this.#buffer.length === blockSize && kept.length < mostKept) kept.push(this.#buffer)
  }

  #cut(end: number, ending: string): LineBlock {
    const bytes = this.#buffer.subarray(0, end)
    const from = this.#offset
    const block = { text: bytes.toString('latin1') + ending, from, to: from + end, ascii: isAscii(bytes) }
    this.#buffer.copyWithin(0, end, this.#length)
    this.#length -= end
    this.#offset += end
    return block
  }

  #grow(): void {
    if (this.#length >= longestLine) throw invalidManifest('format')
    const larger = Buffer.allocUnsafe(this.#buffer.length * 2)
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}
