import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Synchronous } from '../../../../sqlite/open.ts'
import { CHECKPOINTER, SHARED_WORDS } from '../shared-words.ts'

export interface CheckpointerStart {
  /** The database. */
  readonly file: string
  readonly synchronous: Synchronous
  readonly signal: SharedArrayBuffer
}

export interface Checkpointer {
  /** Resolves when its connection is closed. */
  stop(): Promise<void>
}

const HEAP_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 }

/** Starts the thread that writes the log back. Should it die, the writer does without it. */
export function startCheckpointer(start: CheckpointerStart): Checkpointer {
  const words = new Int32Array(start.signal)
  const worker = new Worker(new URL(`./thread${import.meta.filename.slice(-3)}`, import.meta.url), {
    workerData: start,
    resourceLimits: HEAP_LIMITS,
    name: 'checkpointer',
    stdin: false,
  })
  const ended = once(worker, 'exit').then(() => {
    Atomics.store(words, SHARED_WORDS.checkpointer, CHECKPOINTER.none)
  })
  worker.on('error', () => undefined)
  worker.unref()
  return {
    async stop() {
      Atomics.store(words, SHARED_WORDS.checkpointer, CHECKPOINTER.ending)
      Atomics.notify(words, SHARED_WORDS.checkpointer)
      worker.ref()
      await ended
    },
  }
}
