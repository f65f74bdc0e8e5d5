import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { FunctionHostOptions } from '../function-host.ts'
import type { HostNews, HostOrder, HostThreadData } from './messages.ts'

export interface FunctionHostThreadOptions extends Omit<FunctionHostOptions, 'environment'> {
  /** Asked when the thread is started. */
  readonly environment: () => Readonly<Record<string, string>>
  /** The thread has died of this; the next link starts another. */
  readonly onFault: (error: unknown) => void
}

export interface FunctionHostThread {
  /** A port for `connectFunctions`; starts the thread when it does not run. */
  connect(): MessagePort
  /** Ends all functions that run, and what waits for them is told that they are lost; the next link starts anew. */
  interrupt(): Promise<void>
  close(): Promise<void>
}

const ENTRY = fileURLToPath(new URL(`./entry${import.meta.filename.slice(-3)}`, import.meta.url))

/** Messages are short-lived garbage: a small young generation keeps memory flat at the same speed. */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 16 }

/** The thread that runs and calls functions; a process that never invokes one has none. */
export function startFunctionHost(options: FunctionHostThreadOptions): FunctionHostThread {
  const { settings, environment, clock, log, onFault } = options
  let worker: Worker | undefined
  let closed = false
  const start = (): Worker => {
    const workerData: HostThreadData = { settings, environment: environment(), clock: clock.state }
    const started = new Worker(ENTRY, { workerData, name: 'functions', resourceLimits: HEAP_LIMITS })
    started.on('message', (lines: HostNews) => {
      for (const { name, line } of lines) log(name, line)
    })
    started.on('error', onFault)
    started.on('exit', () => {
      if (worker === started) worker = undefined
    })
    started.unref()
    return started
  }
  const end = async (): Promise<void> => {
    const ending = worker
    worker = undefined
    if (ending === undefined) return
    ending.ref()
    const ended = once(ending, 'exit')
    ending.postMessage({ kind: 'close' } satisfies HostOrder)
    await ended
  }
  return {
    connect() {
      const { port1, port2 } = new MessageChannel()
      if (closed) port2.close()
      else {
        worker ??= start()
        worker.postMessage({ kind: 'link', port: port2 } satisfies HostOrder, [port2])
      }
      return port1
    },
    interrupt: end,
    close() {
      closed = true
      return end()
    },
  }
}
