import { unlink } from 'node:fs/promises'
import type { ObjectWrites, StagedBody } from '../object-writes.ts'
import { stageBody } from './bodies/stage-body.ts'
import { stageFile } from './bodies/stage-file.ts'
import { blobPath, type StoreLayout } from './layout.ts'
import type { WriteLink } from './writer/write-link.ts'

export interface LocalWritesOptions {
  readonly layout: StoreLayout
  /** Bodies are on the disk before their objects are. */
  readonly flush: boolean
}

export function localWrites(link: WriteLink, { layout, flush }: LocalWritesOptions): ObjectWrites {
  const discard = async (body: StagedBody): Promise<void> => {
    if (body.kind === 'file') await unlink(blobPath(layout, body.name)).catch(() => undefined)
  }
  return {
    stage: () => stageBody(layout, { flush }),
    async stageBytes(bytes) {
      const sink = stageBody(layout, { flush })
      await sink.write(bytes)
      return sink.finish()
    },
    stageFile: (path) => stageFile(layout, path, { flush }),
    discard,
    put: (request) => takingOver(request.body, discard, () => link.call('putObject', request)),
    putAlike: (request) => link.call('putAlike', request),
    copy: (request) => link.call('copyObject', request),
    remove: (address, options = {}) => link.call('removeObject', { address, options }),
    change: (address, change) => link.call('changeObject', { address, change }),
  }
}

/** A write that does not come about leaves no file of its body. */
export async function takingOver<Result>(
  body: StagedBody,
  discard: (body: StagedBody) => Promise<void>,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    await discard(body)
    throw error
  }
}
