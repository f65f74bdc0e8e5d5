import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs'
import { open } from 'node:fs/promises'

/**
 * Brings files and names to the disk. A file that was flushed may still be lost with its name: that lies in its folder,
 * which is flushed for itself. Windows does neither need nor allow that.
 */
const FOLDERS_ARE_FLUSHED = process.platform !== 'win32'

/** The names in a folder. */
export async function flushFolder(path: string): Promise<void> {
  if (!FOLDERS_ARE_FLUSHED) return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export async function flushFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

export function flushFolderNow(path: string): void {
  if (FOLDERS_ARE_FLUSHED) now(path, 'r', fsyncSync)
}

export function flushFileNow(path: string): void {
  now(path, 'r+', fdatasyncSync)
}

function now(path: string, mode: 'r' | 'r+', flush: (file: number) => void): void {
  const file = openSync(path, mode)
  try {
    flush(file)
  } finally {
    closeSync(file)
  }
}
