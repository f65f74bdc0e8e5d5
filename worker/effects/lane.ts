import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../db/model/clock.ts'
import type { Effect, EffectKind, EffectStore } from '../../db/objects/effect-store.ts'

/** One line of effects, worked off window by window. */
export interface Lane {
  wake(): void
  /** Resolves when it has come to its end; undefined: it is there. */
  readonly busy: Promise<void> | undefined
  /** Nothing is carried out afterwards, and nothing settled. */
  close(): Promise<void>
}

/** Kinds of effects that are worked off together, apart from all others: what is slow there holds up nobody else. */
export interface EffectLane {
  readonly kinds: readonly EffectKind[]
  /** Effects that are fetched at a time. */
  readonly window: number
  /** It waits for what is outside of this process. */
  readonly outside: boolean
  /** @returns the effects to take off the record; one that throws comes again after a while */
  readonly carryOut: (effects: readonly Effect[]) => Promise<readonly number[]>
}

export interface LaneOptions extends EffectLane {
  readonly effects: EffectStore
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/** Before a lane that broke looks again, in real milliseconds. */
const AGAIN_AFTER_MS = 1_000

export function createLane({ kinds, window, outside, carryOut, effects, clock, onError }: LaneOptions): Lane {
  const ended = new AbortController()
  /** Woken since the last look. */
  let again = false
  let busy: Promise<void> | undefined

  const work = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      again = false
      const due = await effects.due(kinds, clock.now(), window)
      if (due.length === 0) {
        if (again) continue
        return
      }
      const done = await carryOut(due)
      // What was cut short by the end stays on record.
      if (done.length > 0 && !ended.signal.aborted) await effects.settle(done)
    }
  }
  const begin = async (): Promise<void> => {
    try {
      await work()
    } catch (error) {
      again = false
      if (ended.signal.aborted) return
      onError(error)
      wait(AGAIN_AFTER_MS, undefined, { signal: ended.signal, ref: false }).then(wake, () => undefined)
    }
  }
  const wake = (): void => {
    again = true
    if (busy !== undefined || ended.signal.aborted) return
    busy = begin().finally(() => {
      busy = undefined
      if (again) wake()
    })
  }
  return {
    wake,
    get busy() {
      return busy
    },
    async close() {
      ended.abort()
      // What waits for others may wait long; nothing is written after it.
      if (!outside) await busy
    },
  }
}
