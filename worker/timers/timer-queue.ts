import type { MovableClock } from '../../db/model/clock.ts'

/** Does things at moments of the emulator's clock. */
export interface TimerQueue {
  /**
   * Runs once when the clock has come to this moment; soon, when it is past. Timers run one after the other in the order
   * of their moments, also when the clock jumps over many at once: then `run` is told the moment that it was set for.
   */
  at(dueMs: number, run: (dueMs: number) => void | Promise<void>): Timer
  /** Resolves when no timer is due or running. */
  settled(): Promise<void>
  /** Drops all timers and waits for the one that runs. */
  close(): Promise<void>
}

export interface Timer {
  cancel(): void
}

export interface TimerQueueOptions {
  readonly clock: MovableClock
  /** Told of what a timer threw. */
  readonly onError: (error: unknown) => void
}

interface Entry {
  readonly dueMs: number
  readonly run: (dueMs: number) => void | Promise<void>
}

/** What the machine's own timers can wait for. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

export function createTimerQueue({ clock, onError }: TimerQueueOptions): TimerQueue {
  /** In order; few enough that an insertion may look at all of them. */
  const entries: Entry[] = []
  let alarm: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let closed = false

  const nextDue = (): Entry | undefined => (!closed && isDue() ? entries.shift() : undefined)
  const isDue = (): boolean => (entries[0]?.dueMs ?? Number.POSITIVE_INFINITY) <= clock.now()
  const runDue = async (): Promise<void> => {
    // What set the clock, or the timer, goes first.
    await Promise.resolve()
    for (let entry = nextDue(); entry !== undefined; entry = nextDue()) {
      try {
        await entry.run(entry.dueMs)
      } catch (error) {
        onError(error)
      }
    }
    running = undefined
    wind()
  }
  /** Runs what is due, else sets the alarm for the first. A frozen clock comes to no moment by itself. */
  const wind = (): void => {
    clearTimeout(alarm)
    const [first] = entries
    if (closed || running !== undefined || first === undefined) return
    if (isDue()) running = runDue()
    else if (!clock.frozen) alarm = setTimeout(wind, Math.min(first.dueMs - clock.now(), LONGEST_WAIT_MS)).unref()
  }
  const forget = clock.onChange(wind)

  return {
    at(dueMs, run) {
      const entry: Entry = { dueMs, run }
      const later = entries.findIndex((other) => other.dueMs > dueMs)
      entries.splice(later === -1 ? entries.length : later, 0, entry)
      wind()
      return {
        cancel() {
          const index = entries.indexOf(entry)
          if (index >= 0) entries.splice(index, 1)
          wind()
        },
      }
    },
    async settled() {
      for (let run = running; run !== undefined; run = running) await run
    },
    async close() {
      closed = true
      forget()
      entries.length = 0
      clearTimeout(alarm)
      await running
    },
  }
}
