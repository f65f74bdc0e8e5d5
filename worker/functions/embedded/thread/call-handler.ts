import type { Handler } from './load-handler.ts'

/** A call that is under way. */
export interface RunningCall {
  readonly result: Promise<unknown>
  /** Ends it when the event loop is empty: nothing will come any more. */
  starve(): void
}

/**
 * Calls a handler of any style: async, with a callback, or returning its result at once (which newer runtimes take, and
 * only from handlers without a callback parameter).
 *
 * choice: a callback ends the call at once, whether the event loop is empty or not, because calls overlap in a thread.
 */
export function callHandler(handler: Handler, event: unknown, context: object, starved: () => Error): RunningCall {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  let promised = false
  const done = (error?: unknown, result?: unknown): void => {
    if (error === undefined || error === null) resolve(result)
    else reject(error)
  }
  const legacy = {
    done,
    succeed: (result?: unknown) => done(undefined, result),
    fail: (error?: unknown) => done(error ?? 'handled'),
  }
  try {
    const returned = handler(event, Object.assign(context, legacy), done)
    if (isThenable(returned)) {
      promised = true
      returned.then(resolve, reject)
    } else if (returned !== undefined && handler.length < 3) resolve(returned)
  } catch (error) {
    reject(error)
  }
  return {
    result: promise,
    starve() {
      // Lambda's runtime fails an async handler, and takes null from one that forgot its callback.
      if (promised) reject(starved())
      else resolve(null)
    },
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
