import type { FunctionName } from './function-name.ts'

/** One call of a function that waits for its result: Lambda's Invoke of type `RequestResponse`. Plain data. */
export interface Invocation {
  readonly target: FunctionName
  /** The event, as JSON text. */
  readonly payload: string
}

/** How an invocation ended. Nothing of it is thrown: each is a row in a report. Plain data. */
export type InvokeReply =
  /** `payload` is what the function returned; JSON, if the function did as it should. */
  | { readonly kind: 'returned'; readonly payload: string }
  /** `FunctionError` is set; `payload` is Lambda's JSON about it. */
  | { readonly kind: 'functionError'; readonly payload: string }
  /** Lambda did not invoke the function. */
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly code: string
      readonly message: string
      readonly requestId: string
    }
  /** Nobody answered. */
  | {
      readonly kind: 'unanswered'
      /** A sentence without its full stop. */
      readonly message: string
      /** False when it is certain that the function has not run. */
      readonly reached: boolean
    }

/** Whatever runs Lambda functions: threads of this process, an endpoint, or a thread that has both. */
export interface FunctionInvoker {
  invoke(invocation: Invocation): Promise<InvokeReply>
}

/** Where functions come from. Plain data. */
export interface FunctionSettings {
  /** Folder of embedded functions; undefined: there are none. */
  readonly folder: string | undefined
  /** The only places that are ever called; one without a name is for all functions that are found nowhere else. */
  readonly endpoints: readonly LambdaEndpoint[]
  /** Invocations of one function under way at a time. */
  readonly concurrency: number
  /** How long a function, or an endpoint's answer, may take; in milliseconds. */
  readonly timeoutMs: number
}

export interface LambdaEndpoint {
  /** The one function that it runs. */
  readonly name?: string
  /** Base of Lambda's API, or the whole path of its Invoke when it ends in `/invocations`. */
  readonly url: string
}

/** Lambda's answer for a function that it does not have. */
export function functionNotFound(target: FunctionName): InvokeReply {
  return {
    kind: 'refused',
    status: 404,
    code: 'ResourceNotFoundException',
    message: `Function not found: ${target.arn}`,
    requestId: crypto.randomUUID(),
  }
}
