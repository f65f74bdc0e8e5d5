import { copyFileSync, linkSync } from 'node:fs'

/**
 * Gives a file that never changes a second name; file systems without hard links get a copy.
 * @returns false when there is no such file
 */
export function secondName(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    if (!UNLINKABLE.has(codeOf(error))) throw error
    copyFileSync(from, to)
    return true
  }
}

/** Not supported here, or the file has as many names as it can have. */
const UNLINKABLE: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'])

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
