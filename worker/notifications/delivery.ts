import { setTimeout as wait } from 'node:timers/promises'
import type { FunctionInvoker } from '../functions/invocation.ts'
import type { EventStream } from './event-stream.ts'
import { invokeFunction, isFunctionArn } from './function-target.ts'
import { type HttpTarget, openHttpTarget, TargetTimedOut } from './http-target.ts'
import type { Message } from './message.ts'

/** Brings messages to where they are to go. */
export interface Delivery {
  /** Resolves when every target has taken its messages, or has been given up. Messages of a target stay in order. */
  deliver(messages: Iterable<Message>): Promise<void>
  /** Gives up what waits for another attempt, and closes the connections. */
  close(): void
}

export interface DeliveryOptions {
  readonly stream: EventStream
  /** URLs by target; the only addresses that are ever called. */
  readonly targets: ReadonlyMap<string, string>
  /** Runs the functions that have no URL among the targets; undefined: there are none. */
  readonly functions?: FunctionInvoker | undefined
  /** Told of a target that takes nothing any more, and not again until it has; and of every event that a function failed. */
  readonly onFailure: (target: string, error: unknown) => void
  readonly timeoutMs?: number
  /** Waits between attempts, in real milliseconds: what is outside knows nothing of the emulator's clock. */
  readonly retryAfterMs?: readonly number[]
}

const TIMEOUT_MS = 5_000
const RETRY_AFTER_MS: readonly number[] = [200, 1_000, 3_000]
/** A target that took none of the attempts is down for so long: it gets one attempt a message, and none if it hangs. */
const DOWN_MS = 10_000

export function createDelivery(options: DeliveryOptions): Delivery {
  const { stream, timeoutMs = TIMEOUT_MS } = options
  const ended = new AbortController()
  const posts = new Map<string, (body: string) => Promise<void>>()
  const opened: HttpTarget[] = []
  for (const [name, url] of options.targets) {
    const target = openHttpTarget({ url, name, timeoutMs })
    opened.push(target)
    posts.set(name, orderly(persistent(name, target, options, ended.signal)))
  }
  return {
    async deliver(messages) {
      const underway: Promise<void>[] = []
      for (const message of messages) {
        stream.publish(message)
        const post = posts.get(message.target) ?? functionPost(message.target, options)
        if (post !== undefined) underway.push(post(JSON.stringify(message.payload)))
      }
      await Promise.all(underway)
    },
    close() {
      ended.abort()
      for (const target of opened) target.close()
    },
  }
}

/** Functions run side by side, and are told of events in no order, as on AWS. */
function functionPost(
  target: string,
  { functions, onFailure }: DeliveryOptions,
): ((body: string) => Promise<void>) | undefined {
  if (functions === undefined || !isFunctionArn(target)) return undefined
  return (body) => invokeFunction(functions, target, body).catch((error: unknown) => onFailure(target, error))
}

/** One message after the other. */
function orderly(post: (body: string) => Promise<void>): (body: string) => Promise<void> {
  let last = Promise.resolve()
  return (body) => {
    last = last.then(() => post(body))
    return last
  }
}

/** Tries again, but not forever; never throws. */
function persistent(
  name: string,
  target: HttpTarget,
  { onFailure, retryAfterMs = RETRY_AFTER_MS }: DeliveryOptions,
  ended: AbortSignal,
): (body: string) => Promise<void> {
  let down: { readonly until: number; readonly hangs: boolean } | undefined
  return async (body) => {
    const isDown = down !== undefined && performance.now() < down.until
    if (isDown && down?.hangs === true) return
    const waits = isDown ? [] : retryAfterMs
    for (let attempt = 0; !ended.aborted; attempt++) {
      try {
        await target.post(body)
        down = undefined
        return
      } catch (error) {
        const pause = waits[attempt]
        if (pause === undefined) {
          if (down === undefined) onFailure(name, error)
          down = { until: performance.now() + DOWN_MS, hangs: error instanceof TargetTimedOut }
          return
        }
        await wait(pause, undefined, { signal: ended, ref: false }).catch(() => undefined)
      }
    }
  }
}
