import { closeSync } from 'node:fs'
import type { Database } from '../../../sqlite/open.ts'
import type { Body, BodyStream, ByteRange } from '../../object-reads.ts'
import type { StoreLayout } from '../layout.ts'
import { type BlobRow, findBlob, segmentsOf } from '../rows/blob-rows.ts'
import { blobPieces, type OpenBlob, openBlob, readBlob, streamBlob } from './blob-reader.ts'
import { PIECE_BYTES } from './piece-space.ts'

/** Files up to this many bytes are read at once: cheaper than a stream by far. */
const READ_AT_ONCE_BYTES = PIECE_BYTES

/** A file of a body, opened: it can be read to its end even when the object is deleted meanwhile. */
interface Piece {
  readonly start: number
  /** Exclusive. */
  readonly end: number
  readonly file?: OpenBlob
  readonly bytes?: Uint8Array
}

/** The bytes of a blob, or a range of them. @throws DamagedFile */
export function openBody(db: Database, layout: StoreLayout, blob: number, range: ByteRange): Body {
  const pieces = openPieces(db, layout, blob, range)
  const length = range.end - range.start + 1
  const [only] = pieces
  if (pieces.length === 1 && only !== undefined && (only.bytes !== undefined || length <= READ_AT_ONCE_BYTES)) {
    return { kind: 'bytes', bytes: readPiece(only) }
  }
  return { kind: 'stream', stream: new PieceStream(pieces) }
}

/** The same, read while the caller waits. The pieces must be asked for: until then their files are open. */
export function bodyPieces(db: Database, layout: StoreLayout, blob: number, range: ByteRange): Iterable<Uint8Array> {
  return readPieces(openPieces(db, layout, blob, range))
}

/** Takes the pieces away from `left` as it comes to them. */
function* readPieces(left: Piece[]): Generator<Uint8Array> {
  try {
    for (let piece = left.shift(); piece !== undefined; piece = left.shift()) {
      if (piece.file === undefined) yield readPiece(piece)
      else yield* blobPieces(piece.file, piece)
    }
  } finally {
    close(left)
  }
}

function openPieces(db: Database, layout: StoreLayout, blob: number, range: ByteRange): Piece[] {
  const row = findBlob(db, blob)
  if (row === undefined) throw new Error(`Blob ${blob} has no row.`)
  if (row.bytes !== null || row.file !== null) {
    return [openPiece(layout, row, range)]
  }
  const pieces: Piece[] = []
  try {
    let offset = 0
    for (const { child, size } of segmentsOf(db, blob)) {
      const start = Math.max(range.start - offset, 0)
      const end = Math.min(range.end - offset, size - 1)
      if (start <= end) pieces.push(...openPieces(db, layout, child, { start, end }))
      offset += size
    }
    return pieces
  } catch (error) {
    close(pieces)
    throw error
  }
}

function openPiece(layout: StoreLayout, row: BlobRow, { start, end }: ByteRange): Piece {
  if (row.file === null) return { start, end: end + 1, bytes: row.bytes ?? Buffer.alloc(0) }
  return { start, end: end + 1, file: openBlob(layout, row.file, row.size) }
}

function readPiece({ start, end, file, bytes }: Piece): Uint8Array {
  if (bytes !== undefined) return bytes.subarray(start, end)
  return file === undefined ? Buffer.alloc(0) : readBlob(file, { start, end })
}

/** A class, because one that nobody goes through has files to close all the same. */
class PieceStream implements BodyStream {
  /** What has not been come to. */
  readonly #left: Piece[]

  constructor(pieces: Piece[]) {
    this.#left = pieces
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = this.#left.shift(); piece !== undefined; piece = this.#left.shift()) {
        if (piece.file === undefined) yield readPiece(piece)
        else yield* streamBlob(piece.file, piece)
      }
    } finally {
      this.destroy()
    }
  }

  destroy(): void {
    close(this.#left.splice(0))
  }
}

function close(pieces: readonly Piece[]): void {
  for (const { file } of pieces) if (file !== undefined) closeSync(file.fd)
}
