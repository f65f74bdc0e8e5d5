import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../../db/model/clock.ts'
import { type Call, STOPPED } from './call.ts'
import { exited, killed, timedOut, tooLarge } from './failure-payloads.ts'
import { forwardLines } from './forward-lines.ts'
import { beatEvery, type FunctionThreadData, type ThreadCall, type ThreadNews, type ThreadReply } from './messages.ts'

export interface FunctionThreadOptions extends Omit<FunctionThreadData, 'beat'> {
  readonly clock: Clock
  /** A line that the function has written. */
  readonly log: (line: string) => void
  readonly onFiles: (files: readonly string[]) => void
  /**
   * The thread is gone. `orphans` have no answer: they are innocent when the death has been blamed on another call, and
   * suspects when it is not known whose fault it was.
   */
  readonly onEnd: (orphans: readonly Call[], suspects: boolean) => void
}

/** Lambda's own limit of a function's initialisation. */
const INIT_MS = 10_000

const ENTRY = fileURLToPath(new URL(`./thread/entry${import.meta.filename.slice(-3)}`, import.meta.url))

/** A small young generation keeps memory flat; the old one is what a function of much memory would have. */
const HEAP_LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 1024 }

/** A thread that runs one function, many calls at a time. */
export class FunctionThread {
  /** Its handler is loaded. */
  ready = false
  /** False when new calls should go elsewhere. */
  accepting = true
  /** `performance.now()` of the last call. */
  usedAt = performance.now()

  readonly #options: FunctionThreadOptions
  readonly #worker: Worker
  readonly #calls = new Map<number, Call>()
  readonly #bornAt = this.usedAt
  readonly #beat = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  #lastBeat = { count: 0, at: this.usedAt }
  #lastId = 0
  #outbox: ThreadCall[] = []
  /** How the thread came to its end, where it is known before the end. */
  #death: ((call: Call) => string) | undefined
  #culprit: number | undefined

  constructor(options: FunctionThreadOptions) {
    this.#options = options
    const { name, path, timeoutMs, environment, log } = options
    const workerData: FunctionThreadData = { name, path, timeoutMs, environment, beat: this.#beat.buffer }
    const streams = { stdout: true, stderr: true }
    this.#worker = new Worker(ENTRY, { ...streams, workerData, resourceLimits: HEAP_LIMITS, name: `function ${name}` })
    this.#worker.on('message', (news: ThreadNews) => this.#hear(news))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', (status) => this.#end(status))
    forwardLines(this.#worker.stdout, log)
    forwardLines(this.#worker.stderr, log)
  }

  /** Calls without an answer. */
  get load(): number {
    return this.#calls.size
  }

  run(call: Call): void {
    this.#lastId += 1
    this.#calls.set(this.#lastId, call)
    this.usedAt = performance.now()
    // Calls that come together go together.
    if (this.#outbox.length === 0) setImmediate(() => this.#worker.postMessage(this.#outbox.splice(0)))
    const { target, payload } = call.invocation
    this.#outbox.push({ id: this.#lastId, requestId: call.requestId, arn: target.arn, payload })
  }

  /** Ends when its calls have ended. */
  retire(): void {
    this.accepting = false
    if (this.#calls.size === 0) void this.#worker.terminate()
  }

  /** Ends it when its event loop stands still for longer than a call may take. */
  check(now: number): void {
    const count = Atomics.load(this.#beat, 0)
    if (count !== this.#lastBeat.count) this.#lastBeat = { count, at: now }
    const { timeoutMs } = this.#options
    const quiet = this.ready ? now - this.#lastBeat.at - 2 * beatEvery(timeoutMs) : now - this.#bornAt - INIT_MS
    if (this.#calls.size === 0 || quiet < timeoutMs) return
    this.#death = (call) => this.#timedOut(call)
    void this.#worker.terminate()
  }

  async stop(): Promise<void> {
    this.accepting = false
    for (const call of this.#calls.values()) call.settle(STOPPED)
    this.#calls.clear()
    await this.#worker.terminate()
  }

  #hear(news: ThreadNews): void {
    const hearing: { readonly [Kind in ThreadNews['kind']]: (news: Extract<ThreadNews, { kind: Kind }>) => void } = {
      ready: () => {
        this.ready = true
        // Its birth may have taken longer than a call may take.
        this.#lastBeat = { count: Atomics.load(this.#beat, 0), at: performance.now() }
      },
      replies: ({ replies }) => {
        for (const reply of replies) this.#answer(reply)
        if (!this.accepting) this.retire()
      },
      files: ({ files }) => this.#options.onFiles(files),
      spent: () => this.retire(),
      exiting: ({ call, status }) => {
        this.#culprit = call
        this.#death = ({ requestId }) => exited(requestId, status)
      },
    }
    ;(hearing[news.kind] as (news: ThreadNews) => void)(news)
  }

  #answer({ id, kind, payload }: ThreadReply): void {
    const call = this.#calls.get(id)
    if (call === undefined) return
    this.#calls.delete(id)
    if (kind === 'timedOut') return call.settle({ kind: 'functionError', payload: this.#timedOut(call) })
    const refusal = tooLarge(payload)
    return call.settle(refusal === undefined ? { kind, payload } : { kind: 'functionError', payload: refusal })
  }

  #fail(error: Error): void {
    this.#options.log(error.stack ?? error.message)
    if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      this.#death = ({ requestId }) => killed(requestId)
    }
  }

  #end(status: number): void {
    this.accepting = false
    const left = [...this.#calls]
    this.#calls.clear()
    const guilty = left.length === 1 ? left[0] : left.find(([id]) => id === this.#culprit)
    if (guilty !== undefined) {
      const [, call] = guilty
      const payload = this.#death?.(call) ?? exited(call.requestId, status)
      call.settle({ kind: 'functionError', payload })
    }
    const orphans = left.filter((each) => each !== guilty).map(([, call]) => call)
    this.#options.onEnd(orphans, guilty === undefined)
  }

  #timedOut({ requestId }: Call): string {
    return timedOut(requestId, this.#options.clock.now(), this.#options.timeoutMs)
  }
}
