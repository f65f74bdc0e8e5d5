/**
 * Where everything is kept. Below the folder each reset begins a new generation, `state-N`: the old one is removed when
 * the new one is in use, so that a process that dies in between finds one of them whole. A generation that is not begun
 * empty is made aside and gets its name when it is whole.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { flushFolderNow } from '../db/files/flush.ts'
import { removeFolder } from '../db/files/remove-folder.ts'
import { takeLock } from './data-folder-lock.ts'

export interface DataFolder {
  /** Whether it outlives the process. */
  readonly durable: boolean
  /** The folder of the present generation. */
  readonly current: () => string
  /** Makes the next generation's folder. */
  readonly next: () => string
  /** An empty folder where a next generation can be made that is not empty. */
  readonly aside: () => string
  readonly clearAside: () => void
  /** Makes what lies aside the next generation. */
  readonly adopt: () => string
  /** Where snapshots lie; the folder itself may not be there. */
  readonly snapshots: string
  /** Removes all generations but the present one. */
  readonly removeOld: () => void
  /** Gives the folder back; what is not durable goes. */
  readonly release: () => void
}

/**
 * @param path undefined: a temporary folder
 * @param options with `flush` a new generation is safe from a loss of power when it is given out
 */
export function openDataFolder(path: string | undefined, { flush = false } = {}): DataFolder {
  const durable = path !== undefined
  const root = durable ? resolve(path) : mkdtempSync(join(tmpdir(), 's3control-local-'))
  const unlock = durable ? takeLock(root) : undefined
  let number = Math.max(0, ...generations(root))
  const aside = join(root, 'coming')
  const folder = (at = number): string => join(root, `state-${at}`)
  const make = (at: number): string => {
    mkdirSync(folder(at), { recursive: true, mode: 0o700 })
    return begin(at)
  }
  const begin = (at: number): string => {
    number = at
    if (flush) flushFolderNow(root)
    return folder()
  }
  const clearAside = (): void => removeFolder(aside)
  const removeOld = (): void => {
    for (const old of generations(root)) if (old !== number) removeFolder(join(root, `state-${old}`))
  }
  const snapshots = join(root, 'snapshots')
  make(number)
  removeOld()
  clearAside()
  removeUnfinished(snapshots)
  return {
    durable,
    current: () => folder(),
    next: () => make(number + 1),
    aside() {
      clearAside()
      mkdirSync(aside, { mode: 0o700 })
      return aside
    },
    clearAside,
    adopt() {
      renameSync(aside, folder(number + 1))
      return begin(number + 1)
    },
    snapshots,
    removeOld,
    release() {
      if (unlock === undefined) removeFolder(root)
      else unlock()
    },
  }
}

/** Snapshots that were being taken or removed when the process died. */
function removeUnfinished(snapshots: string): void {
  if (!existsSync(snapshots)) return
  for (const name of readdirSync(snapshots)) if (name.endsWith('.part')) removeFolder(join(snapshots, name))
}

function generations(root: string): readonly number[] {
  return readdirSync(root)
    .flatMap((name) => /^state-(\d{1,9})$/.exec(name)?.[1] ?? [])
    .map(Number)
}
