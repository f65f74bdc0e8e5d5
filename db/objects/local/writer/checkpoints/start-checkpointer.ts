import { Worker } from 'node:worker_threads'
import type { Synchronous } from '../../../../sqlite/open.ts'
import { CHECKPOINTER, SHARED_WORDS, wakeWriter } from '../shared-words.ts'

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
  const tell = (state: number): void => {
    Atomics.store(words, SHARED_WORDS.checkpointer, state)
    Atomics.notify(words, SHARED_WORDS.checkpointer)
  }
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      tell(CHECKPOINTER.none)
      // It may be waiting for an answer.
      wakeWriter(words)
      resolve()
    })
  })
  worker.on('error', () => undefined)
  worker.unref()
  return {
    async stop() {
      tell(CHECKPOINTER.ending)
      worker.ref()
      await ended
      // Where it had died before.
      tell(CHECKPOINTER.none)
    },
  }
}
