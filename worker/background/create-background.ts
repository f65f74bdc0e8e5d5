import type { MovableClock } from '../../db/model/clock.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import { createEffectRunner } from '../effects/effect-runner.ts'
import { notificationLane, replicationLane, scheduleLane } from '../effects/lanes.ts'
import type { TaskExecutor } from '../executor/task-executor.ts'
import { createInventorySchedule } from '../inventory/inventory-schedule.ts'
import { createLifecycleSchedule } from '../lifecycle/lifecycle-schedule.ts'
import type { Delivery } from '../notifications/delivery.ts'
import { createTimerQueue } from '../timers/timer-queue.ts'

/** What happens by itself: effects of writes, and what comes with the time. */
export interface Background {
  /** Takes up what an earlier process left on record, and what its buckets want done by the clock. */
  start(): Promise<void>
  /** A write has put something on record. */
  wake(): void
  /** Resolves when nothing is due or under way, but for messages that others have not taken yet. */
  settled(): Promise<void>
  /** Also those have been taken, or given up. */
  delivered(): Promise<void>
  close(): Promise<void>
}

export interface BackgroundOptions {
  readonly store: ObjectStore
  /** The same store by a way on which requests go first; opened when it is first asked for. */
  readonly behindRequests: () => ObjectStore
  readonly clock: MovableClock
  readonly executor: Pick<TaskExecutor, 'run'>
  readonly delivery: Delivery
  readonly onError: (error: unknown) => void
}

export function createBackground(options: BackgroundOptions): Background {
  const { store, behindRequests, clock, executor, delivery, onError } = options
  const timers = createTimerQueue({ clock, onError })
  const lifecycle = createLifecycleSchedule({ store: behindRequests, clock, timers, onError })
  const inventory = createInventorySchedule({ store, executor, clock, timers, onError })
  const schedules = { lifecycle, inventory }
  const runner = createEffectRunner({
    effects: store.effects,
    clock,
    timers,
    onError,
    lanes: [
      notificationLane(store, delivery),
      replicationLane(behindRequests),
      scheduleLane((kind, bucket) => schedules[kind].changed(bucket)),
    ],
  })
  const settled = async (): Promise<void> => {
    // Each may give the others something to do: a transition its event, a put configuration its first pass.
    for (let round = 0; round < 2; round++) {
      runner.wake()
      await runner.settledInside()
      await timers.settled()
      await lifecycle.settled()
    }
  }
  return {
    async start() {
      await lifecycle.start()
      await inventory.start()
      runner.wake()
    },
    wake: () => runner.wake(),
    settled,
    async delivered() {
      await settled()
      await runner.settled()
    },
    async close() {
      await Promise.all([lifecycle.close(), inventory.close(), runner.close(), timers.close()])
    },
  }
}
