import { copyFile, readFile, rename, stat, unlink } from 'node:fs/promises'
import { flushFile } from '../../../files/flush.ts'
import { readRange } from '../../../files/read-range.ts'
import { DamagedFile } from '../../../model/damaged-file.ts'
import type { StagedBody } from '../../object-writes.ts'
import { incomingPath, type StoreLayout } from '../layout.ts'
import { newBlobName, sealedName } from './blob-name.ts'
import { createSeal } from './seal.ts'
import { INLINE_BYTES, moveToBlobs, type StagingOptions } from './stage-body.ts'

/** Takes over a local file as a body: by its name where it lies on the same file system. */
export async function stageFile(layout: StoreLayout, path: string, { flush }: StagingOptions): Promise<StagedBody> {
  const { size } = await stat(path)
  if (size <= INLINE_BYTES) {
    const bytes = Uint8Array.from(await readFile(path))
    await unlink(path)
    return { kind: 'inline', bytes, size }
  }
  const seal = createSeal()
  if (!readRange(path, 0, size, seal.add)) throw new DamagedFile(`The file ${path} became shorter while it was read.`)
  const incoming = newBlobName()
  const name = sealedName(incoming, seal)
  await moveInto(path, incomingPath(layout, incoming))
  if (flush) await flushFile(incomingPath(layout, incoming))
  await moveToBlobs(layout, incoming, name, { flush })
  return { kind: 'file', name, size }
}

async function moveInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await copyFile(from, to)
    await unlink(from)
  }
}
