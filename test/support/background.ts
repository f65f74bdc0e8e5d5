import { type Background, createBackground } from '../../worker/background/create-background.ts'
import { createInlineExecutor } from '../../worker/executor/inline-executor.ts'
import { createDelivery } from '../../worker/notifications/delivery.ts'
import { createEventStream, type EventStream } from '../../worker/notifications/event-stream.ts'
import { openTestStore, type TestStore } from './local-store.ts'

export interface TestBackground extends TestStore {
  readonly background: Background
  readonly stream: EventStream
  readonly errors: unknown[]
  /** Moves the frozen clock and waits for all that comes of it. */
  advance(ms: number): Promise<void>
}

export interface BackgroundTestOptions {
  readonly targets?: ReadonlyMap<string, string>
  readonly retryAfterMs?: readonly number[]
  readonly replicationDelayMs?: number
  /** When the clock stands frozen; it runs unless told. */
  readonly startMs?: number
}

/** A real store with all that happens by itself in it. */
export async function openTestBackground(
  options: BackgroundTestOptions = {},
  opened?: TestStore,
): Promise<TestBackground> {
  const { replicationDelayMs = 0 } = options
  const store = opened ?? (await openTestStore(undefined, { replicationDelayMs }))
  const { clock } = store
  if (options.startMs !== undefined) {
    clock.freeze()
    clock.set(options.startMs)
  }
  const stream = createEventStream()
  const errors: unknown[] = []
  const onError = (error: unknown): void => void errors.push(error)
  const delivery = createDelivery({
    stream,
    targets: options.targets ?? new Map(),
    onFailure: (target, error) => errors.push([target, error]),
    retryAfterMs: options.retryAfterMs ?? [1, 1],
  })
  const tools = { store: store.store, clock, settings: { restoreDurationMs: 0 } }
  const background = createBackground({
    store: store.store,
    behindRequests: () => store.store,
    clock,
    executor: createInlineExecutor(tools as never),
    delivery,
    onError,
  })
  store.onEffects(() => background.wake())
  await background.start()
  return {
    ...store,
    background,
    stream,
    errors,
    async advance(ms) {
      clock.advance(ms)
      await background.delivered()
    },
    async close() {
      await background.close()
      delivery.close()
      await store.close()
    },
  }
}
