import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs'
import { DamagedFile } from '../../../model/damaged-file.ts'
import { blobPath, type StoreLayout } from '../layout.ts'
import { sealCheck } from './blob-name.ts'
import { giveBackSpace, takeSpace } from './piece-space.ts'

/** An open blob file: it can be read to its end even when the object is deleted meanwhile. */
export interface OpenBlob {
  readonly name: string
  readonly fd: number
  /** Bytes. */
  readonly size: number
}

export interface BlobRange {
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

/** @throws DamagedFile when it is not there, or not of this size */
export function openBlob(layout: StoreLayout, name: string, size: number): OpenBlob {
  const fd = openFile(blobPath(layout, name), name)
  const found = fstatSync(fd).size
  if (found === size) return { name, fd, size }
  closeSync(fd)
  throw damaged(name, `has ${found} bytes instead of ${size}`)
}

/** Reads a range at once and closes the file. @throws DamagedFile */
export function readBlob({ name, fd, size }: OpenBlob, { start, end }: BlobRange): Uint8Array {
  try {
    const bytes = Buffer.allocUnsafe(end - start)
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(fd, bytes, done, bytes.length - done, start + done)
      if (count === 0) throw damaged(name, 'ends too early')
      done += count
    }
    judgeOf({ name, size }, { start, end })(bytes, end)
    return bytes
  } finally {
    closeSync(fd)
  }
}

/**
 * Reads a range piece by piece, each into the same memory, and closes the file. A whole file that is damaged breaks off
 * before its last piece. @throws DamagedFile
 */
export async function* streamBlob(blob: OpenBlob, range: BlobRange): AsyncGenerator<Uint8Array> {
  const { fd } = blob
  const space = takeSpace()
  try {
    const judge = judgeOf(blob, range)
    for (let at = range.start; at < range.end; ) {
      const piece = space.subarray(0, await readInto(space, fd, Math.min(space.length, range.end - at), at))
      at += piece.length
      judge(piece, at)
      yield piece
    }
  } finally {
    giveBackSpace(space)
    closeSync(fd)
  }
}

/** The same, read while the caller waits. */
export function* blobPieces(blob: OpenBlob, range: BlobRange): Generator<Uint8Array> {
  const { fd } = blob
  const space = takeSpace()
  try {
    const judge = judgeOf(blob, range)
    for (let at = range.start; at < range.end; ) {
      const piece = space.subarray(0, readSync(fd, space, 0, Math.min(space.length, range.end - at), at))
      at += piece.length
      judge(piece, at)
      yield piece
    }
  } finally {
    giveBackSpace(space)
    closeSync(fd)
  }
}

/** Looks at each piece before it is given out; a range of a file has no seal. */
function judgeOf({ name, size }: Pick<OpenBlob, 'name' | 'size'>, { start, end }: BlobRange) {
  const check = start === 0 && end === size ? sealCheck(name) : undefined
  return (piece: Uint8Array, readTo: number): void => {
    if (piece.length === 0) throw damaged(name, 'ends too early')
    check?.add(piece)
    if (readTo === end && check?.intact() === false) throw damaged(name, OTHER_BYTES)
  }
}

function readInto(space: Buffer, fd: number, length: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, space, 0, length, position, (error, count) => (error === null ? resolve(count) : reject(error)))
  })
}

/** Reads a whole file for nothing but its seal. @throws DamagedFile */
export function checkBlob(layout: StoreLayout, name: string, size: number): void {
  for (const piece of blobPieces(openBlob(layout, name, size), { start: 0, end: size })) void piece
}

const OTHER_BYTES = 'does not have the bytes that were written'

function openFile(path: string, name: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw damaged(name, 'is missing')
    throw error
  }
}

function damaged(name: string, what: string): DamagedFile {
  return new DamagedFile(`The body file blobs/${name.slice(0, 2)}/${name} ${what}.`)
}
