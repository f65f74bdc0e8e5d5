import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockFile } from '../db/sqlite/lock-file.ts'

/** Another process uses the folder, or it cannot be written. The message is for the user. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError'
}

/**
 * The lock itself is the system's (`lock.db`); `lock` says whose it is, in words that another process can read.
 * @returns what gives it back
 * @throws DataFolderError
 */
export function takeLock(root: string): () => void {
  try {
    mkdirSync(root, { recursive: true })
    return claim(root, join(root, 'lock'))
  } catch (error) {
    if (error instanceof DataFolderError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new DataFolderError(`The data folder ${root} cannot be used: ${reason}.`)
  }
}

function claim(root: string, name: string): () => void {
  const unlock = lockFile(join(root, 'lock.db'))
  if (unlock === undefined) throw inUse(root, name)
  try {
    rmSync(name, { force: true })
    writeFileSync(name, String(process.pid), { flag: 'wx' })
  } catch (error) {
    unlock()
    throw error
  }
  return () => {
    rmSync(name, { force: true })
    unlock()
  }
}

function inUse(root: string, name: string): DataFolderError {
  const holder = existsSync(name) ? ` (process ${readFileSync(name, 'utf8').slice(0, LONGEST_NUMBER)})` : ''
  return new DataFolderError(`The data folder ${root} is in use by another s3control-local${holder}.`)
}

const LONGEST_NUMBER = 20
