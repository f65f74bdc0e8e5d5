import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { MessagePort } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import type { Clock } from '../../db/model/clock.ts'
import { JobFailed } from '../job-failed.ts'
import type { OperationSettings } from '../operations/batch-operation.ts'
import type { WorkOutput } from '../thread/work.ts'
import type { ThreadData, ThreadMessage, ThreadResult, ThreadTask } from './messages.ts'
import { type TaskExecutor, type WorkControl, WorkerLost } from './task-executor.ts'

/** What a thread needs to open the store for itself; the port among it is transferred. */
export interface ThreadStoreAccess {
  readonly port: MessagePort
}

export interface PiscinaExecutorOptions {
  readonly clock: Clock
  readonly settings: OperationSettings
  /** Called once for each thread; the answer goes to `openThreadStore` in `worker/thread/entry.ts`. */
  readonly connectStore: () => ThreadStoreAccess
  /** Called once for each thread that invokes functions; the answer goes to `connectFunctions` there. */
  readonly connectFunctions: () => MessagePort
  /** From the number of processors unless told. */
  readonly threads?: number
}

export interface PiscinaExecutor extends TaskExecutor {
  /**
   * The store is another one now: threads close the old one and connect again before their next work. Those that are
   * still at work for the old one are ended, so that nothing of it goes on.
   */
  reconnect(): Promise<void>
  /** Starts the threads before they are needed. */
  warm(): Promise<void>
}

/** A thread has this many pieces of work at a time, so that a short one need not wait for a slice of a long job. */
const WORKS_A_THREAD = 8
const MOST_THREADS = 8

/** Chunks are short-lived garbage: a small young generation keeps a thread's memory flat at the same speed. */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 }

/** Runs work in a pool of threads, which is started with the first job. */
export function createPiscinaExecutor(options: PiscinaExecutorOptions): PiscinaExecutor {
  const threads = options.threads ?? Math.min(availableParallelism(), MOST_THREADS)
  const controls = new Map<number, WorkControl>()
  let pool: Promise<Piscina> | undefined
  let lastTask = 0
  let generation = 0
  let closed = false

  const hear = (message: ThreadMessage): void => {
    if (message.kind === 'progress') return controls.get(message.task)?.onProgress?.(message.progress)
    if (message.kind === 'connectFunctions') {
      const link = options.connectFunctions()
      return message.port.postMessage(link, [link])
    }
    const access = options.connectStore()
    return message.port.postMessage(access, [access.port])
  }
  const started = (): Promise<Piscina> => {
    pool ??= startPool(threads, options, hear)
    return pool
  }
  return {
    parallelism: threads,
    async run(name, input, control) {
      if (closed) throw new WorkerLost('the executor is closed')
      const running = await started()
      lastTask += 1
      const task: ThreadTask = { id: lastTask, name, input, stop: control.stop.buffer, generation }
      controls.set(task.id, control)
      try {
        return outputOf(await runTask(running, task)) as WorkOutput<typeof name>
      } finally {
        controls.delete(task.id)
      }
    },
    async reconnect() {
      generation += 1
      if (controls.size === 0) return
      const old = pool
      pool = undefined
      await (await old)?.destroy()
    },
    async warm() {
      await started()
    },
    async close() {
      closed = true
      await (await pool)?.destroy()
    },
  }
}

async function startPool(
  threads: number,
  { clock, settings }: PiscinaExecutorOptions,
  hear: (message: ThreadMessage) => void,
): Promise<Piscina> {
  // Loaded with the first job: it costs the start of a process that may never run one.
  const { Piscina: Pool } = await import('piscina')
  const workerData: ThreadData = { clock: clock.state, settings }
  const pool = new Pool({
    filename: fileURLToPath(new URL(`../thread/entry${import.meta.filename.slice(-3)}`, import.meta.url)),
    name: 'runThreadTask',
    workerData,
    resourceLimits: HEAP_LIMITS,
    // All from the start, so that work is spread over idle threads instead of being stacked on the first.
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: WORKS_A_THREAD,
    // The default freezes a thread's event loop between two pieces of work.
    atomics: 'async',
  })
  pool.on('message', hear)
  pool.on('error', () => undefined)
  return pool
}

/** piscina rejects with an error of its own when a thread ends under its work; the work's errors have passed a clone. */
async function runTask(pool: Piscina, task: ThreadTask): Promise<ThreadResult> {
  try {
    return (await pool.run(task)) as ThreadResult
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw LOST.test(message) ? new WorkerLost(message, { cause: error }) : error
  }
}

const LOST = /worker exited|Terminating worker thread|out of memory|ERR_WORKER/i

function outputOf(result: ThreadResult): unknown {
  if (result.kind === 'failed') throw new JobFailed(result.code, result.reason)
  return result.output
}
