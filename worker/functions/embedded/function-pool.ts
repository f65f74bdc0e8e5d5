import type { Invocation, InvokeReply } from '../invocation.ts'
import { type Call, createCall, STOPPED } from './call.ts'
import { fileStamp } from './function-files.ts'
import { FunctionThread, type FunctionThreadOptions } from './function-thread.ts'
import { createSuspects } from './suspects.ts'

export interface FunctionPoolOptions extends Omit<FunctionThreadOptions, 'onFiles' | 'onEnd'> {
  readonly mostThreads: number
}

/** The threads of one function in one state of its files. */
export interface FunctionPool {
  readonly path: string
  /** Calls without an answer. */
  readonly load: number
  invoke(invocation: Invocation): Promise<InvokeReply>
  /** True when a file that the function was loaded from is another one now. */
  changed(): boolean
  /** Its threads end when their calls have ended. */
  retire(): void
  /** Ends threads that hang, and those that nobody needs. */
  check(now: number): void
  stop(): Promise<void>
}

/** A thread with so many calls under way gets company, as long as there are processors. */
const CROWDED = 16
/** A thread that nobody has called for so long is ended. */
const IDLE_MS = 60_000

export function createFunctionPool({ mostThreads, ...options }: FunctionPoolOptions): FunctionPool {
  const stamps = new Map<string, string>([[options.path, fileStamp(options.path)]])
  const shared = new Set<FunctionThread>()
  const cells = new Set<FunctionThread>()
  const suspects = createSuspects(() => start(cells))
  let stopped = false

  function start(home: Set<FunctionThread>): FunctionThread {
    const thread = new FunctionThread({
      ...options,
      onFiles(files) {
        for (const file of files) if (!stamps.has(file)) stamps.set(file, fileStamp(file))
      },
      onEnd(orphans, areSuspects) {
        home.delete(thread)
        if (areSuspects) suspects.add(orphans)
        else for (const call of orphans) place(call)
      },
    })
    home.add(thread)
    return thread
  }
  function place(call: Call): void {
    const open = [...shared].filter(({ accepting }) => accepting)
    const warm = open.filter(({ ready }) => ready)
    const least = leastLoaded(warm) ?? leastLoaded(open)
    // A thread that is being started counts as company: calls wait for it no longer than it takes to load.
    const crowded = least !== undefined && least.load >= CROWDED && warm.length === open.length
    const fresh = least === undefined || (crowded && open.length < mostThreads) ? start(shared) : undefined
    const thread = least ?? fresh
    thread?.run(call)
  }
  const all = (): readonly FunctionThread[] => [...shared, ...cells]
  return {
    path: options.path,
    get load() {
      return all().reduce((sum, { load }) => sum + load, suspects.count)
    },
    invoke(invocation) {
      const call = createCall(invocation)
      if (stopped) abandon([call])
      else place(call)
      return call.answer
    },
    changed: () => [...stamps].some(([path, stamp]) => fileStamp(path) !== stamp),
    retire() {
      for (const thread of all()) thread.retire()
    },
    check(now) {
      for (const thread of all()) {
        thread.check(now)
        if (thread.load === 0 && now - thread.usedAt > IDLE_MS) thread.retire()
      }
    },
    async stop() {
      stopped = true
      abandon(suspects.clear())
      await Promise.all(all().map((thread) => thread.stop()))
    },
  }
}

function leastLoaded(threads: readonly FunctionThread[]): FunctionThread | undefined {
  let least: FunctionThread | undefined
  for (const thread of threads) if (least === undefined || thread.load < least.load) least = thread
  return least
}

function abandon(calls: readonly Call[]): void {
  for (const call of calls) call.settle(STOPPED)
}
