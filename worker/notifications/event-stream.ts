import type { Message } from './message.ts'

/** A message as it was sent, or would have been: what the emulator shows of it. */
export interface StreamedEvent extends Message {
  /** Counts from 1 as long as the process lives. */
  readonly id: number
}

export interface StreamListener {
  readonly event: (event: StreamedEvent) => void
  readonly end: () => void
}

/** Everything that buckets and jobs tell, whether anybody outside is told or not. */
export interface EventStream {
  publish(message: Message): void
  /** Those after this id that are still kept, oldest first. */
  since(id: number): readonly StreamedEvent[]
  /** @returns how to end it */
  subscribe(listener: StreamListener): () => void
  /** Nobody is told any more. */
  end(): void
}

/** What those can still see who come late. */
const KEPT = 2_000

export function createEventStream(): EventStream {
  const kept: StreamedEvent[] = []
  const listeners = new Set<StreamListener>()
  let lastId = 0
  return {
    publish({ target, payload }) {
      lastId += 1
      const event = { id: lastId, target, payload }
      kept.push(event)
      // Half of them at once: a shift for every event would move all the others.
      if (kept.length >= 2 * KEPT) kept.splice(0, KEPT)
      for (const listener of listeners) listener.event(event)
    },
    since: (id) => kept.filter((event) => event.id > id).slice(-KEPT),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    end() {
      for (const listener of listeners) listener.end()
      listeners.clear()
    },
  }
}
