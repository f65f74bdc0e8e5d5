import { BUCKET_CONFIGURATIONS } from '../../db/model/bucket-configuration.ts'
import type { Clock } from '../../db/model/clock.ts'
import { midnightAfter } from '../../db/model/lifecycle.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import { createStopFlag } from '../executor/stop-flag.ts'
import type { TaskExecutor } from '../executor/task-executor.ts'
import type { Timer, TimerQueue } from '../timers/timer-queue.ts'
import type { InventoryConfiguration } from './inventory-configuration.ts'

/** Writes inventory reports when they are due by the clock. */
export interface InventorySchedule {
  /** Takes up buckets that have configurations from earlier. */
  start(): Promise<void>
  /** A bucket's configuration has been put. */
  changed(bucket: string): void
  close(): Promise<void>
}

export interface InventoryScheduleOptions {
  readonly store: Pick<ObjectStore, 'buckets'>
  readonly executor: Pick<TaskExecutor, 'run'>
  readonly clock: Clock
  readonly timers: TimerQueue
  readonly onError: (error: unknown) => void
}

const DAY_MS = 86_400_000
const KIND = BUCKET_CONFIGURATIONS.inventory

/**
 * choice: a report is written at midnight UTC, the weekly one on Sundays; AWS delivers the first within 48 hours and says
 * no times. Of reports that were due while the clock jumped, only the last is written.
 */
export function createInventorySchedule(options: InventoryScheduleOptions): InventorySchedule {
  const { store, executor, clock, timers, onError } = options
  const stop = createStopFlag()
  let timer: Timer | undefined
  let running: Promise<void> = Promise.resolve()

  /** Everything that has become due since `sinceMs`. */
  const reports = async (sinceMs: number): Promise<void> => {
    const last = lastDue(clock.now())
    for (const bucket of await store.buckets.configured([KIND])) {
      for (const { body } of await store.buckets.configurations(bucket, KIND)) {
        const configuration = body as InventoryConfiguration
        const dueMs = last[configuration.Schedule.Frequency]
        if (stop.requested) return
        if (!configuration.IsEnabled || dueMs <= sinceMs) continue
        await executor.run('inventory', { bucket, configuration, dueMs }, { stop }).catch(onError)
      }
    }
  }
  const wind = (): void => {
    timer?.cancel()
    const sinceMs = clock.now()
    timer = timers.at(midnightAfter(sinceMs + 1), () => {
      wind()
      running = reports(sinceMs)
      return running
    })
  }
  return {
    async start() {
      if ((await store.buckets.configured([KIND])).length > 0) wind()
    },
    changed() {
      if (timer === undefined) wind()
    },
    async close() {
      stop.request()
      timer?.cancel()
      await running.catch(() => undefined)
    },
  }
}

/** The last midnight UTC, and the last one that began a Sunday. The epoch began on a Thursday. */
function lastDue(nowMs: number): Readonly<Record<'Daily' | 'Weekly', number>> {
  const day = Math.floor(nowMs / DAY_MS)
  return { Daily: day * DAY_MS, Weekly: (day - ((day + 4) % 7)) * DAY_MS }
}
