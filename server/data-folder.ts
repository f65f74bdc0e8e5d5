/**
 * Where everything is kept. Below the folder each reset begins a new generation, `state-N`: the old one is removed when
 * the new one is in use, so that a process that dies in between finds one of them whole.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { flushFolderNow } from '../db/files/flush.ts'

export interface DataFolder {
  /** Whether it outlives the process. */
  readonly durable: boolean
  /** The folder of the present generation. */
  readonly current: () => string
  /** Makes the next generation's folder. */
  readonly next: () => string
  /** Removes all generations but the present one. */
  readonly removeOld: () => void
  /** Gives the folder back; what is not durable goes. */
  readonly release: () => void
}

/** Another process uses the folder, or it cannot be written. The message is for the user. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError'
}

/**
 * @param path undefined: a temporary folder
 * @param options with `flush` a new generation is safe from a loss of power when it is given out
 */
export function openDataFolder(path: string | undefined, { flush = false } = {}): DataFolder {
  const durable = path !== undefined
  const root = durable ? resolve(path) : mkdtempSync(join(tmpdir(), 's3control-local-'))
  const lock = join(root, 'lock')
  if (durable) takeLock(root, lock)
  held.add(root)
  let number = Math.max(0, ...generations(root))
  const folder = (): string => join(root, `state-${number}`)
  const make = (): string => {
    mkdirSync(folder(), { recursive: true, mode: 0o700 })
    if (flush) flushFolderNow(root)
    return folder()
  }
  const removeOld = (): void => {
    for (const old of generations(root)) if (old !== number) rmSync(join(root, `state-${old}`), REMOVE)
  }
  make()
  removeOld()
  return {
    durable,
    current: folder,
    next() {
      number += 1
      return make()
    },
    removeOld,
    release() {
      held.delete(root)
      rmSync(durable ? lock : root, REMOVE)
    },
  }
}

/** Folders that this very process uses. */
const held = new Set<string>()

/** Files of a thread that is just ending may still appear in a folder that is being removed. */
const REMOVE = { recursive: true, force: true, maxRetries: 5 } as const

function generations(root: string): readonly number[] {
  return readdirSync(root)
    .flatMap((name) => /^state-(\d{1,9})$/.exec(name)?.[1] ?? [])
    .map(Number)
}

function takeLock(root: string, lock: string): void {
  try {
    mkdirSync(root, { recursive: true })
    if (!writeLock(lock)) {
      const [holder = '', started] = readFileSync(lock, 'utf8').split(' ')
      if (held.has(root) || isAlive(Number(holder), started)) {
        throw new DataFolderError(`The data folder ${root} is in use by another s3control-local (process ${holder}).`)
      }
      rmSync(lock)
      writeLock(lock)
    }
  } catch (error) {
    if (error instanceof DataFolderError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new DataFolderError(`The data folder ${root} cannot be used: ${reason}.`)
  }
}

/** @returns false when there is a lock already */
function writeLock(lock: string): boolean {
  try {
    writeFileSync(lock, [process.pid, startOf(process.pid)].join(' ').trim(), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * In a container the process of every start has the same number: our own number in a lock is that of an earlier start. And
 * after the machine was started anew any process may have it: so the lock says when its holder began.
 */
function isAlive(pid: number, started: string | undefined): boolean {
  if (pid === process.pid || !Number.isSafeInteger(pid) || pid <= 0) return false
  const now = startOf(pid)
  if (started !== undefined && now !== undefined && now !== started) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** When a process began, in the words of the system; undefined where it does not say. */
function startOf(pid: number): string | undefined {
  try {
    // Behind the program's name, which may hold anything.
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[STARTED]
  } catch {
    return undefined
  }
}

/** The place of `starttime` behind the name (proc(5)). */
const STARTED = 19
