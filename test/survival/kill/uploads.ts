import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../support/random.ts'
import { type KillWorld, makeBuckets } from './kill-world.ts'
import { isGone, persist } from './persist.ts'
import type { SideLane } from './side-lane.ts'

/** Some lie in the database, some in files of their own. */
const SIZES = [100, 20_000, 40_000, 300_000]
const KEYS = 50

/** Uploads that never cease; what was answered with 200 must be there afterwards. */
export async function startUploads(world: KillWorld, random: Random): Promise<SideLane> {
  await makeBuckets(world, ['uploads'])
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
      const { status } = await world.put(path, body)
      assert.equal(status, 200)
      acknowledged.set(path, digest)
      doubtful.delete(path)
      count += 1
    } catch (error) {
      if (!isGone(error)) throw error
      await pause(10)
    }
  }
  const done = (async () => {
    while (!stopped.signal.aborted) {
      await uploadOne()
      await pause(2)
    }
  })()
  done.catch(() => undefined)

  return {
    what: 'uploads acknowledged and found again',
    stop: () => stopped.abort(),
    async check() {
      await done
      for (const [path, digest] of acknowledged) {
        const { body } = await persist(() => world.get(path))
        const allowed = new Set([digest, ...(doubtful.get(path) ?? [])])
        assert.ok(allowed.has(hash('md5', body)), `${path} is what was acknowledged last, or what was sent after it`)
      }
      return count
    },
  }
}
