/** Words of memory that the writer shares with every thread that uses its store, by their index. */
export const SHARED_WORDS = {
  /** Bumped and notified by every sender; the writer sleeps on it. */
  wake: 0,
  /** Commits so far; bumped before the writes in them are answered. */
  commits: 1,
  /** Committed notes of the version log; see `version-log.ts`. */
  notes: 2,
} as const

export function createSharedWords(): SharedArrayBuffer {
  return new SharedArrayBuffer(Object.keys(SHARED_WORDS).length * Int32Array.BYTES_PER_ELEMENT)
}
