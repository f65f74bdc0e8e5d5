import { setImmediate } from 'node:timers/promises'

/** So many steps of a long walk through the store, whose reads are synchronous, before others get their turn. */
const STEPS = 500

/** To be awaited at every step. */
export function createBreather(): () => Promise<void> | undefined {
  let steps = 0
  return () => {
    steps += 1
    return steps % STEPS === 0 ? setImmediate() : undefined
  }
}
