/** Words of memory that the writer shares with every thread that uses its store, by their index. */
export const SHARED_WORDS = {
  /** Bumped by every sender; the writer sleeps on it. */
  wake: 0,
  /** Commits so far; bumped before the writes in them are answered. */
  commits: 1,
  /** Committed notes of the version log; see `version-log.ts`. */
  notes: 2,
  /** Commits so far that may have changed a bucket. */
  buckets: 3,
  /** 1 while the writer sleeps: only then does a sender need to wake it, which costs more than the message. */
  asleep: 4,
  /** What the checkpointer is at; see {@link CHECKPOINTER}. */
  checkpointer: 5,
} as const

/** States of the thread that writes SQLite's log back. */
export const CHECKPOINTER = {
  /** There is none (yet): the writer's commits do it themselves. */
  none: 0,
  /** It sleeps. */
  idle: 1,
  /** The writer wants the log written back, or it is being done. */
  asked: 2,
  /** It is to end. */
  ending: 3,
} as const

/** Tells the writer that there is something to fetch. */
export function wakeWriter(words: Int32Array): void {
  Atomics.add(words, SHARED_WORDS.wake, 1)
  if (Atomics.load(words, SHARED_WORDS.asleep) === 1) Atomics.notify(words, SHARED_WORDS.wake)
}

/**
 * Sleeps until the count of wake-ups is another one than the writer has seen.
 * @returns false when that did not happen in time
 */
export function sleepUntilWoken(words: Int32Array, seen: number, mostMs: number | undefined): boolean {
  // Whoever adds to the count before this is noticed by `wait`, whoever does so after it sees the writer asleep.
  Atomics.store(words, SHARED_WORDS.asleep, 1)
  const end = Atomics.wait(words, SHARED_WORDS.wake, seen, mostMs)
  Atomics.store(words, SHARED_WORDS.asleep, 0)
  return end !== 'timed-out'
}

export function createSharedWords(): SharedArrayBuffer {
  return new SharedArrayBuffer(Object.keys(SHARED_WORDS).length * Int32Array.BYTES_PER_ELEMENT)
}
