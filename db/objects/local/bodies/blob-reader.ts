import { close, closeSync, fstatSync, openSync, read, readSync } from 'node:fs'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { checksumOfRange } from '../../../files/checksum.ts'
import { DamagedFile } from '../../../model/damaged-file.ts'
import { blobPath, type StoreLayout } from '../layout.ts'
import { checksumIn } from './blob-name.ts'

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

const PIECE_BYTES = 262_144

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
    const intact = start > 0 || end < size || isIntact(name, crc32(bytes))
    if (!intact) throw damaged(name, OTHER_BYTES)
    return bytes
  } finally {
    closeSync(fd)
  }
}

/** Streams a range and closes the file. A whole file that is damaged breaks off before its last bytes are given out. */
export function streamBlob({ name, fd, size }: OpenBlob, { start, end }: BlobRange): Readable {
  const whole = start === 0 && end === size
  let at = start
  let checksum = 0
  let reading = false
  let closeNow: (() => void) | undefined
  const take = (stream: Readable, bytes: Buffer): void => {
    at += bytes.length
    if (whole) checksum = crc32(bytes, checksum)
    if (whole && at === end && !isIntact(name, checksum)) stream.destroy(damaged(name, OTHER_BYTES))
    else stream.push(bytes)
  }
  return new Readable({
    highWaterMark: PIECE_BYTES,
    read() {
      if (at >= end) {
        this.push(null)
        return
      }
      const piece = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, end - at))
      reading = true
      read(fd, piece, 0, piece.length, at, (error, count) => {
        reading = false
        if (closeNow !== undefined) closeNow()
        else if (error !== null || count === 0) this.destroy(error ?? damaged(name, 'ends too early'))
        else take(this, piece.subarray(0, count))
      })
    },
    destroy(error, done) {
      // A file that is being read is closed afterwards: its number might belong to another file by then.
      const closeFile = (): void => close(fd, (failure) => done(error ?? failure))
      if (reading) closeNow = closeFile
      else closeFile()
    },
  })
}

/**
 * Reads a range piece by piece, each into the same memory, and closes the file. A whole file that is damaged breaks off
 * before its last piece. @throws DamagedFile
 */
export function* blobPieces({ name, fd, size }: OpenBlob, { start, end }: BlobRange): Generator<Uint8Array> {
  try {
    const whole = start === 0 && end === size
    const space = Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, end - start))
    let checksum = 0
    for (let at = start; at < end; ) {
      const count = readSync(fd, space, 0, Math.min(space.length, end - at), at)
      if (count === 0) throw damaged(name, 'ends too early')
      at += count
      const piece = space.subarray(0, count)
      if (whole) checksum = crc32(piece, checksum)
      if (whole && at === end && !isIntact(name, checksum)) throw damaged(name, OTHER_BYTES)
      yield piece
    }
  } finally {
    closeSync(fd)
  }
}

/** Reads a whole file for nothing but its checksum. @throws DamagedFile */
export function checkBlob(layout: StoreLayout, name: string, size: number): void {
  closeSync(openBlob(layout, name, size).fd)
  const checksum = checksumOfRange(blobPath(layout, name), 0, size)
  if (checksum === undefined || !isIntact(name, checksum)) throw damaged(name, OTHER_BYTES)
}

const OTHER_BYTES = 'does not have the bytes that were written'

function isIntact(name: string, checksum: number): boolean {
  const expected = checksumIn(name)
  return expected === undefined || expected === checksum
}

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
