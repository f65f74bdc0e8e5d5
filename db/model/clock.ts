/**
 * The one source of time. Every rule that depends on time (lock expiry, restore, lifecycle, job retention, presigned
 * URLs, Last-Modified) reads it, so that tests can freeze, set and advance it. Its state lies in shared memory: all
 * threads of the process see the same time at once.
 */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /** Shared state, to be handed to a thread; see {@link clockFromState}. */
  readonly state: SharedArrayBuffer
}

/** A clock whose time can be moved; owned by the main thread. */
export interface MovableClock extends Clock {
  readonly frozen: boolean
  freeze(): void
  /** Lets time run on from where it stands. */
  resume(): void
  /** Sets the time, in milliseconds since the epoch. */
  set(epochMs: number): void
  /** Moves the time by so many milliseconds. */
  advance(ms: number): void
  /** Calls back after every change of the four kinds above. @returns how to end that */
  onChange(listener: () => void): () => void
}

/** Slots of the shared state: the offset to the machine's clock, or the frozen instant. NaN means "not frozen". */
const OFFSET = 0
const FROZEN_AT = 1

export function createClock(): MovableClock {
  const state = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT)
  const slots = new Float64Array(state)
  slots[FROZEN_AT] = Number.NaN
  const listeners = new Set<() => void>()
  const now = (): number => readClock(slots)
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  const set = (epochMs: number): void => {
    if (Number.isNaN(slots[FROZEN_AT])) slots[OFFSET] = epochMs - Date.now()
    else slots[FROZEN_AT] = epochMs
    changed()
  }
  return {
    state,
    now,
    get frozen() {
      return !Number.isNaN(slots[FROZEN_AT])
    },
    freeze() {
      slots[FROZEN_AT] = now()
      changed()
    },
    resume() {
      slots[OFFSET] = now() - Date.now()
      slots[FROZEN_AT] = Number.NaN
      changed()
    },
    set,
    advance: (ms) => set(now() + ms),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The same clock, seen from another thread. */
export function clockFromState(state: SharedArrayBuffer): Clock {
  const slots = new Float64Array(state)
  return { state, now: () => readClock(slots) }
}

function readClock(slots: Float64Array): number {
  const frozenAt = slots[FROZEN_AT] ?? Number.NaN
  return Number.isNaN(frozenAt) ? Date.now() + (slots[OFFSET] ?? 0) : frozenAt
}
