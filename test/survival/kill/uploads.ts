import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../support/random.ts'
import type { KillWorld } from './kill-world.ts'

/** Uploads that never cease, whatever happens to the server; what it has answered with 200 must be there afterwards. */
export interface Uploads {
  /** Ends them and reads back all that was acknowledged. @returns how many there were */
  readonly check: () => Promise<number>
  readonly stop: () => void
}

/** Some lie in the database, some in files of their own. */
const SIZES = [100, 20_000, 40_000, 300_000]
const KEYS = 50

export function startUploads(world: KillWorld, random: Random): Uploads {
  const acknowledged = new Map<string, string>()
  /** What an unanswered upload may or may not have done to a key. */
  const doubtful = new Map<string, Set<string>>()
  const stopped = new AbortController()
  let count = 0

  const uploadOne = async (): Promise<void> => {
    const body = random.bytes(random.pick(SIZES))
    const path = `/uploads/${random.below(KEYS)}`
    const digest = hash('md5', body)
    const maybe = doubtful.get(path) ?? new Set()
    doubtful.set(path, maybe.add(digest))
    try {
      const status = await world.put(path, body)
      assert.equal(status, 200)
      acknowledged.set(path, digest)
      doubtful.delete(path)
      count += 1
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      await pause(10)
    }
  }
  const done = (async () => {
    while (!stopped.signal.aborted) {
      await uploadOne()
      await pause(1)
    }
  })()

  return {
    stop: () => stopped.abort(),
    async check() {
      stopped.abort()
      await done
      for (const [path, digest] of acknowledged) {
        const stored = hash('md5', await world.get(path))
        const allowed = new Set([digest, ...(doubtful.get(path) ?? [])])
        assert.ok(allowed.has(stored), `${path} is what was acknowledged last, or what was sent after it`)
      }
      return count
    },
  }
}
