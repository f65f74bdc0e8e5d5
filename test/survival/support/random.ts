import { randomInt } from 'node:crypto'
import { type TestContext, test } from 'node:test'

/** Numbers that come out the same for the same seed. */
export interface Random {
  /** From 0, below 1. */
  next(): number
  /** A whole number from 0, below `below`. */
  below(below: number): number
  pick<Item>(items: readonly Item[]): Item
  bytes(length: number): Buffer
}

/** A test that draws from a seed of its own; a failure tells the seed, and `SURVIVAL_SEED` sets it. */
export function seededTest(name: string, work: (t: TestContext, random: Random) => Promise<void> | void): void {
  test(name, async (t) => {
    const seed = Number(process.env.SURVIVAL_SEED ?? randomInt(2 ** 31))
    try {
      await work(t, seededRandom(seed))
    } catch (error) {
      // At once: the runner tells of errors when everything is over, which may be long after.
      t.diagnostic(`${String(error)}; to do it again: SURVIVAL_SEED=${seed}`)
      throw error
    }
  })
}

/** The generator known as mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    pick<Item>(items: readonly Item[]): Item {
      return items[below(items.length)] as Item
    },
    bytes(length) {
      const bytes = Buffer.allocUnsafe(length)
      for (let at = 0; at < length; at++) bytes[at] = below(256)
      return bytes
    },
  }
}
