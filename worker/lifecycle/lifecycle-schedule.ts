import { BUCKET_CONFIGURATIONS } from '../../db/model/bucket-configuration.ts'
import type { Clock } from '../../db/model/clock.ts'
import { midnightAfter } from '../../db/model/lifecycle.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import type { Timer, TimerQueue } from '../timers/timer-queue.ts'
import { lifecyclePass } from './lifecycle-pass.ts'

/** Carries out lifecycle rules and archive tiers by the clock. */
export interface LifecycleSchedule {
  /** Takes up buckets that have rules from earlier. */
  start(): Promise<void>
  /** A bucket's rules have been put: what they want done of what is there is done at once. */
  changed(bucket: string): void
  settled(): Promise<void>
  close(): Promise<void>
}

export interface LifecycleScheduleOptions {
  readonly store: () => Pick<ObjectStore, 'buckets' | 'lifecycle'>
  readonly clock: Clock
  readonly timers: TimerQueue
  readonly onError: (error: unknown) => void
}

const KINDS = [BUCKET_CONFIGURATIONS.lifecycle, BUCKET_CONFIGURATIONS.intelligentTiering]

/**
 * choice: AWS looks at its rules about once a day, at a time of its own. Here it is every midnight UTC of the clock, the
 * moment that ages are rounded to, and when rules are put. When the clock jumps, the midnights at which something is due
 * are gone through one by one, so that what follows from an earlier one (the age of a delete marker) counts from there.
 */
export function createLifecycleSchedule({
  store,
  clock,
  timers,
  onError,
}: LifecycleScheduleOptions): LifecycleSchedule {
  let timer: Timer | undefined
  let last: Promise<unknown> = Promise.resolve()
  let closed = false

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(async () => {
      if (!closed) await work()
    })
    last = turn.catch(() => undefined)
    return turn
  }
  const pass = (bucket: string, asOfMs: number): Promise<number | undefined> =>
    lifecyclePass(store().lifecycle, bucket, asOfMs, () => closed)

  /** All buckets at one midnight; then the timer is set for the next at which something can be due. */
  const midnight = (dueMs: number): Promise<void> =>
    inTurn(async () => {
      const buckets = await store().buckets.configured(KINDS)
      let next = nextMidnight(clock.now())
      for (const bucket of buckets) next = Math.min(next, (await pass(bucket, dueMs)) ?? next)
      if (buckets.length === 0 || closed) return
      timer = timers.at(Math.max(midnightAfter(next), nextMidnight(dueMs)), midnight)
    })
  const wind = (): void => {
    timer?.cancel()
    timer = timers.at(nextMidnight(clock.now()), midnight)
  }
  return {
    async start() {
      const buckets = await store().buckets.configured(KINDS)
      if (buckets.length === 0) return
      wind()
      for (const bucket of buckets) inTurn(async () => void (await pass(bucket, clock.now()))).catch(onError)
    },
    changed(bucket) {
      wind()
      inTurn(async () => void (await pass(bucket, clock.now()))).catch(onError)
    },
    async settled() {
      await last
    },
    async close() {
      closed = true
      timer?.cancel()
      await last
    },
  }
}

function nextMidnight(epochMs: number): number {
  return midnightAfter(epochMs + 1)
}
