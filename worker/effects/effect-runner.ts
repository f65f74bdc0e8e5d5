import type { Clock } from '../../db/model/clock.ts'
import type { EffectStore } from '../../db/objects/effect-store.ts'
import type { Timer, TimerQueue } from '../timers/timer-queue.ts'
import { createLane, type EffectLane, type Lane } from './lane.ts'

/** Carries out what transactions have put on record, once it is due. */
export interface EffectRunner {
  /** Something may have been put on record. */
  wake(): void
  /** Resolves when nothing is due or under way. */
  settled(): Promise<void>
  /** The same, but for what waits for others. */
  settledInside(): Promise<void>
  /** What is under way ends; what it has not settled stays on record. */
  close(): Promise<void>
}

export interface EffectRunnerOptions {
  readonly effects: EffectStore
  readonly clock: Clock
  readonly timers: TimerQueue
  readonly lanes: readonly EffectLane[]
  readonly onError: (error: unknown) => void
}

export function createEffectRunner({ effects, clock, timers, lanes, onError }: EffectRunnerOptions): EffectRunner {
  const kinds = lanes.flatMap((lane) => lane.kinds)
  const running: readonly Lane[] = lanes.map((lane) => createLane({ ...lane, effects, clock, onError }))
  const inside = running.filter((_lane, index) => lanes[index]?.outside === false)
  let alarm: Timer | undefined
  let winding: Promise<void> | undefined
  let closed = false

  /** Sets the timer for the next effect that has its time yet to come. */
  const wind = async (): Promise<void> => {
    const dueMs = await effects.nextDue(kinds, clock.now())
    alarm?.cancel()
    if (dueMs !== undefined && !closed) alarm = timers.at(dueMs, ring)
  }
  const wake = (): void => {
    if (closed) return
    for (const lane of running) lane.wake()
    winding ??= wind()
      .catch(onError)
      .finally(() => {
        winding = undefined
      })
  }
  /** The clock may have passed more than one moment: timers after this one see what it did. */
  const ring = async (): Promise<void> => {
    wake()
    await quiet(inside)
  }
  const quiet = async (some: readonly Lane[]): Promise<void> => {
    for (;;) {
      await winding
      const busy = some.flatMap((lane) => (lane.busy === undefined ? [] : [lane.busy]))
      if (busy.length === 0 && winding === undefined) return
      await Promise.all(busy)
    }
  }
  return {
    wake,
    settled: () => quiet(running),
    settledInside: () => quiet(inside),
    async close() {
      closed = true
      alarm?.cancel()
      await Promise.all(running.map((lane) => lane.close()))
      await winding
    },
  }
}
