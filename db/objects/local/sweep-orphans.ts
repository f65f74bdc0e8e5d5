import { readdir } from 'node:fs/promises'
import type { SweptFolder } from './commands/sweep-folder.ts'
import { storeLayout } from './layout.ts'
import type { WriteLink } from './writer/write-link.ts'

/**
 * Removes what earlier processes left behind when they died between a body's file and its commit. It runs beside
 * requests, a folder at a time.
 *
 * @param startedMs when this process opened the store, by the machine's clock; younger files are not touched
 * @returns how many files went, and which ones are missing
 */
export async function sweepOrphans(link: WriteLink, folder: string, startedMs: number): Promise<SweptFolder> {
  let removed = 0
  const missing: string[] = []
  for (const name of await readdir(storeLayout(folder).blobs)) {
    if (!/^[0-9a-f]{2}$/.test(name)) continue
    const swept = await link.call('sweepFolder', { folder: name, olderThanMs: startedMs })
    removed += swept.removed
    missing.push(...swept.missing)
  }
  return { removed, missing }
}
