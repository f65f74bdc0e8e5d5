import { unlinkSync } from 'node:fs'
import { flushFileNow } from '../../../files/flush.ts'
import type { Synchronous } from '../../../sqlite/open.ts'
import { blobPath, type StoreLayout } from '../layout.ts'

/** Blob files that no record names any more, since a commit. */
export interface ReleasedFiles {
  add(files: readonly string[]): void
  /** Whether some wait to be removed. */
  readonly waiting: boolean
  /** Removes those that wait. */
  remove(): void
}

/** So many at the most wait for the next quiet moment. */
const MOST_WAITING = 256

/**
 * A file may go once the commit that let go of it survives a loss of power; before that its record might come back and
 * find no body. A commit survives at once with `full`, and with `normal` when SQLite's log has been flushed: that is done
 * for many files together. `off` promises nothing.
 */
export function createReleasedFiles(layout: StoreLayout, synchronous: Synchronous): ReleasedFiles {
  let files: string[] = []
  const remove = (): void => {
    const gone = files
    files = []
    if (gone.length === 0 || (synchronous === 'normal' && !flushed(`${layout.database}-wal`))) return
    for (const file of gone) removeFile(blobPath(layout, file))
  }
  return {
    get waiting() {
      return files.length > 0
    },
    add(more) {
      files.push(...more)
      if (synchronous !== 'normal' || files.length >= MOST_WAITING) remove()
    },
    remove,
  }
}

/** Files that cannot be removed now are orphans, which the sweep at the next start removes. */
function flushed(log: string): boolean {
  try {
    flushFileNow(log)
    return true
  } catch {
    return false
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch {}
}
