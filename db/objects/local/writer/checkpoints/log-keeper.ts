import type { Database } from '../../../../sqlite/open.ts'
import { CHECKPOINTER, SHARED_WORDS } from '../shared-words.ts'

/** Pages that are worth a checkpoint; also what SQLite's own automatism waits for. */
export const WORTHWHILE_PAGES = 1_000
/** The writer itself writes back so few pages: a small part of what it did before there was a checkpointer. */
const REST_PAGES = 250
/** The log's length in pages (4 KiB) at which jobs wait until it has been written back and can begin anew. */
const LONGEST_LOG_PAGES = 16_384
/** So many times longer it may get while requests go on: then the writer itself does what is left, however much it is. */
const FAR_TOO_LONG = 2
/** Looks at the log are no closer than this. */
const LOOK_EVERY_MS = 4

/**
 * Sees to it that SQLite's log is written back into the database beside the writer, and that it does not grow without
 * end. A checkpoint flushes two files: in the writer every request would wait for them (docs/decisions/010).
 */
export interface LogKeeper {
  /** To be told of every commit. */
  committed(): void
  /** The log is as long as it may get: jobs must wait. Ask again whenever the writer is woken. */
  full(): boolean
}

interface LogState {
  /** Pages in the log, and how many of them are in the database already. */
  readonly log: number
  readonly checkpointed: number
}

/** @param onLong called once, when a checkpointer is worth its thread */
export function createLogKeeper(
  db: Database,
  signal: SharedArrayBuffer,
  onLong: () => void,
  longestPages = LONGEST_LOG_PAGES,
): LogKeeper {
  const words = new Int32Array(signal)
  const state = db.prepare<[], LogState>('PRAGMA wal_checkpoint(NOOP)')
  const writeBack = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let lookedAt = Number.NEGATIVE_INFINITY
  let told = false
  let automatic = true
  let full = false
  /** How far the log had been written back when that was asked for last. */
  let before: number | undefined

  const setAutomatic = (wanted: boolean): void => {
    if (automatic === wanted) return
    automatic = wanted
    db.pragma(`wal_autocheckpoint = ${wanted ? WORTHWHILE_PAGES : 0}`)
  }

  function look(): void {
    lookedAt = performance.now()
    const checkpointer = Atomics.load(words, SHARED_WORDS.checkpointer)
    const helped = checkpointer === CHECKPOINTER.idle || checkpointer === CHECKPOINTER.asked
    setAutomatic(!helped)
    const { log, checkpointed } = state.get() ?? { log: 0, checkpointed: 0 }
    if (checkpointer === CHECKPOINTER.asked) full ||= log >= longestPages
    else if (helped) keepShort(log, log - checkpointed, checkpointed)
    else {
      full = false
      if (log >= WORTHWHILE_PAGES && !told) onLong()
      told ||= log >= WORTHWHILE_PAGES
    }
  }

  function keepShort(log: number, left: number, checkpointed: number): void {
    // Whoever reads an old state of the database holds the log back, and may itself wait for a job.
    const stuck = before === checkpointed
    before = undefined
    full = log >= longestPages && left >= (full ? 1 : WORTHWHILE_PAGES) && !stuck
    if (full && (left <= REST_PAGES || log >= longestPages * FAR_TOO_LONG)) {
      // Written back to its end it begins anew with the next commit.
      before = checkpointed
      full = false
      writeRest()
    } else if (full || left >= WORTHWHILE_PAGES) {
      before = checkpointed
      Atomics.store(words, SHARED_WORDS.checkpointer, CHECKPOINTER.asked)
      Atomics.notify(words, SHARED_WORDS.checkpointer)
    }
  }

  function writeRest(): void {
    try {
      writeBack.get()
    } catch {
      // A full disk: it stays in the log, and the next commit says so.
    }
  }

  return {
    committed() {
      if (performance.now() - lookedAt >= LOOK_EVERY_MS) look()
    },
    full() {
      if (full) look()
      return full
    },
  }
}
