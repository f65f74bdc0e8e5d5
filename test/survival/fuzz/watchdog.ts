/**
 * A thread beside the one that walks: it sees an input that takes too long, or too much memory, while the walking thread
 * is busy with nothing but that input, and ends the process with the number of it.
 */
import { writeSync } from 'node:fs'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { LIMITS, type Report } from './limits.ts'

export interface Watchdog {
  readonly begin: (number: number) => void
  /** The input is done; it took so many milliseconds of the processor. */
  readonly done: () => number
}

/** What both threads see of the input under way. */
interface Shared {
  readonly number: Uint32Array
  /** Processor's time of this process and machine's time at its beginning, in milliseconds; 0: there is none. */
  readonly began: Float64Array
}

const [PROCESSOR, MACHINE] = [0, 1]

export function startWatchdog(): Watchdog {
  const memory = { number: new SharedArrayBuffer(4), began: new SharedArrayBuffer(16) }
  const { number, began } = viewsOf(memory)
  const worker = new Worker(new URL(import.meta.url), { workerData: memory })
  worker.unref()
  return {
    begin(now) {
      number[0] = now
      began[MACHINE] = machineMs()
      began[PROCESSOR] = processorMs()
    },
    done() {
      const took = processorMs() - (began[PROCESSOR] ?? 0)
      began[PROCESSOR] = 0
      return took
    },
  }
}

function viewsOf(memory: { readonly number: SharedArrayBuffer; readonly began: SharedArrayBuffer }): Shared {
  return { number: new Uint32Array(memory.number), began: new Float64Array(memory.began) }
}

function machineMs(): number {
  return performance.timeOrigin + performance.now()
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function watch({ number: [number = 0], began: [processor = 0, machine = 0] }: Shared): void {
  if (processor === 0) return
  const bytes = process.memoryUsage.rss()
  if (bytes > LIMITS.memoryBytes) give({ kind: 'memory', number, bytes })
  const ms = processorMs() - processor
  if (ms > LIMITS.processorMs || machineMs() - machine > LIMITS.machineMs) {
    give({ kind: 'hung', number, ms: Math.round(Math.max(ms, machineMs() - machine)) })
  }
}

function give(report: Report): never {
  writeSync(1, `${JSON.stringify(report)}\n`)
  process.kill(process.pid, 'SIGKILL')
  throw new Error('the process is still there')
}

if (!isMainThread && workerData?.began instanceof SharedArrayBuffer) {
  const shared = viewsOf(workerData)
  setInterval(() => watch(shared), LIMITS.watchEveryMs)
}
