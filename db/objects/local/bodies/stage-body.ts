import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { flushFolder } from '../../../files/flush.ts'
import { isNoRoom, noRoom } from '../../../model/no-room.ts'
import type { BodySink, StagedBody } from '../../object-writes.ts'
import { blobPath, incomingPath, type StoreLayout } from '../layout.ts'
import { newBlobName, sealedName } from './blob-name.ts'
import { createSeal, type Seal } from './seal.ts'

/** Bodies up to this many bytes lie in the database itself. Measured: below it a row is as fast as a file. */
export const INLINE_BYTES = 16_384
/** Bytes that are collected before they are written to a file in one call. */
const WRITE_BYTES = 262_144

export interface StagingOptions {
  /** Every file is on the disk before its object is committed. */
  readonly flush: boolean
}

/** Takes a body that comes in pieces: kept in memory while it is small, else written to a file of its own. */
export function stageBody(layout: StoreLayout, options: StagingOptions): BodySink {
  let pieces: Uint8Array[] = []
  let spent: ArrayBuffer[] = []
  let collected = 0
  let size = 0
  let file: IncomingFile | undefined

  const flushPieces = async (): Promise<void> => {
    file ??= await createIncoming(layout)
    const [batch, memory] = [pieces, spent]
    pieces = []
    spent = []
    collected = 0
    for (const piece of batch) file.seal.add(piece)
    await writeAll(file.handle, batch)
    for (const buffer of memory) buffer.transfer(0)
  }
  const abort = async (): Promise<void> => {
    pieces = []
    if (file === undefined) return
    await file.handle.close().catch(() => undefined)
    await unlink(incomingPath(layout, file.name)).catch(() => undefined)
  }

  return {
    write(chunk, spentBy) {
      pieces.push(chunk)
      if (spentBy !== undefined) spent.push(spentBy)
      collected += chunk.byteLength
      size += chunk.byteLength
      return collected < WRITE_BYTES ? undefined : guarded(flushPieces, abort)
    },
    finish() {
      if (size <= INLINE_BYTES) return Promise.resolve(inlineBody(pieces, size))
      return guarded(async () => {
        await flushPieces()
        if (file === undefined) throw new Error('A body was written to no file.')
        if (options.flush) await file.handle.datasync()
        await file.handle.close()
        const name = sealedName(file.name, file.seal)
        await moveToBlobs(layout, file.name, name, options)
        return { kind: 'file', name, size }
      }, abort)
    },
    abort,
  }
}

/**
 * Puts a file that is already in the incoming folder among the blobs; with `flush` its name is safe as well then. A store
 * that was removed is not made anew.
 */
export async function moveToBlobs(
  layout: StoreLayout,
  from: string,
  name: string,
  { flush }: StagingOptions,
): Promise<void> {
  const target = blobPath(layout, name)
  try {
    await rename(incomingPath(layout, from), target)
  } catch {
    await mkdir(dirname(target)).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    })
    await rename(incomingPath(layout, from), target)
  }
  if (flush) await flushFolder(dirname(target))
}

function inlineBody(pieces: readonly Uint8Array[], size: number): StagedBody {
  const [first] = pieces
  const bytes = pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces)
  // A view into a larger buffer would take all of it across to the writer.
  return { kind: 'inline', bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes), size }
}

interface IncomingFile {
  readonly handle: FileHandle
  readonly name: string
  readonly seal: Seal
}

async function createIncoming(layout: StoreLayout): Promise<IncomingFile> {
  const name = newBlobName()
  return { handle: await open(incomingPath(layout, name), 'wx', 0o600), name, seal: createSeal() }
}

async function writeAll(handle: FileHandle, pieces: Uint8Array[]): Promise<void> {
  let rest = pieces
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest)
    rest = dropBytes(rest, bytesWritten)
  }
}

function dropBytes(pieces: Uint8Array[], count: number): Uint8Array[] {
  let left = count
  const index = pieces.findIndex((piece) => {
    if (piece.byteLength > left) return true
    left -= piece.byteLength
    return false
  })
  if (index === -1) return []
  const [first, ...others] = pieces.slice(index)
  return first === undefined ? [] : [first.subarray(left), ...others]
}

/** A body that could not be written leaves no file behind. */
async function guarded<Result>(work: () => Promise<Result>, abort: () => Promise<void>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    await abort()
    throw isNoRoom(error) ? noRoom() : error
  }
}
