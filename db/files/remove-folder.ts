import { rmSync } from 'node:fs'

/** Removes a folder, or a file, with all that is in it; files of a thread that is just ending may still appear there. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 })
}
