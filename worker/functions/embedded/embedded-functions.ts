import { availableParallelism } from 'node:os'
import type { Clock } from '../../../db/model/clock.ts'
import type { FunctionName } from '../function-name.ts'
import type { Invocation, InvokeReply } from '../invocation.ts'
import { findFunctionFile } from './function-files.ts'
import { createFunctionPool, type FunctionPool } from './function-pool.ts'

export interface EmbeddedFunctionsOptions {
  readonly folder: string
  readonly timeoutMs: number
  /** Variables for the environment of functions; see `prepare-environment.ts`. */
  readonly environment: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly log: (name: string, line: string) => void
}

/** Functions that run in threads of this process, from the files of a folder. */
export interface EmbeddedFunctions {
  /** Undefined when there is no function of that name. */
  invoke(invocation: Invocation): Promise<InvokeReply> | undefined
  stop(): Promise<void>
}

/** While calls keep coming, files are looked at so often; else with the next call. */
const LOOK_MS = 100
const MOST_THREADS = 4

/**
 * choice: every qualifier of a function stands for the one code there is, and so does every account; but each account
 * has threads of its own, whose access key is the account unless the server's settings give another.
 */
export function openEmbeddedFunctions(options: EmbeddedFunctionsOptions): EmbeddedFunctions {
  const { folder, timeoutMs, environment, clock, log } = options
  const mostThreads = Math.min(availableParallelism(), MOST_THREADS)
  const pools = new Map<string, { pool: FunctionPool; lookedAt: number }>()
  const retired = new Set<FunctionPool>()
  const missingUntil = new Map<string, number>()
  const watch = setInterval(checkThreads, Math.max(20, Math.min(500, timeoutMs / 4))).unref()

  function checkThreads(): void {
    const now = performance.now()
    for (const { pool } of pools.values()) pool.check(now)
    for (const pool of retired) {
      pool.check(now)
      if (pool.load > 0) continue
      pool.retire()
      retired.delete(pool)
    }
  }
  function poolOf({ name, account }: FunctionName): FunctionPool | undefined {
    const now = performance.now()
    const id = `${account} ${name}`
    const known = pools.get(id)
    if (known !== undefined && known.pool.load > 0 && now - known.lookedAt < LOOK_MS) return known.pool
    if ((missingUntil.get(id) ?? 0) > now) return undefined
    const path = findFunctionFile(folder, name)
    if (known !== undefined && known.pool.path === path && !known.pool.changed()) {
      known.lookedAt = now
      return known.pool
    }
    if (known !== undefined) {
      known.pool.retire()
      retired.add(known.pool)
      pools.delete(id)
    }
    if (path === undefined) {
      missingUntil.set(id, now + LOOK_MS)
      return undefined
    }
    missingUntil.delete(id)
    const pool = createFunctionPool({
      name,
      path,
      timeoutMs,
      environment: { AWS_ACCESS_KEY_ID: account, ...environment },
      mostThreads,
      clock,
      log: (line) => log(name, line),
    })
    pools.set(id, { pool, lookedAt: now })
    return pool
  }
  return {
    invoke: (invocation) => poolOf(invocation.target)?.invoke(invocation),
    async stop() {
      clearInterval(watch)
      const all = [...retired, ...[...pools.values()].map(({ pool }) => pool)]
      await Promise.all(all.map((pool) => pool.stop()))
    },
  }
}
