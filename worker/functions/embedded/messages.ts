/** What goes between the host of functions and the thread that runs one of them. */

export interface FunctionThreadData {
  readonly name: string
  /** The file with the handler. */
  readonly path: string
  readonly timeoutMs: number
  /** A word that the thread counts up while its event loop turns. */
  readonly beat: SharedArrayBuffer
  /** Variables for the environment; see `prepare-environment.ts`. */
  readonly environment: Readonly<Record<string, string>>
}

export interface ThreadCall {
  readonly id: number
  readonly requestId: string
  readonly arn: string
  readonly payload: string
}

export interface ThreadReply {
  readonly id: number
  readonly kind: 'returned' | 'functionError' | 'timedOut'
  /** Empty for `timedOut`. */
  readonly payload: string
}

export type ThreadNews =
  | { readonly kind: 'replies'; readonly replies: readonly ThreadReply[] }
  /** The handler is loaded, or has failed to. */
  | { readonly kind: 'ready' }
  /** Files that the function was loaded from, dependencies of others left out. */
  | { readonly kind: 'files'; readonly files: readonly string[] }
  /** Nothing new should be run here: an error has left its mark. */
  | { readonly kind: 'spent' }
  /** The handler ends the thread, by a call of `process.exit`. */
  | { readonly kind: 'exiting'; readonly call: number; readonly status: number }

/** How often the beat is counted, in milliseconds. */
export function beatEvery(timeoutMs: number): number {
  return Math.max(5, Math.min(200, timeoutMs / 4))
}
