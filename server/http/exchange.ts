import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Target } from './recognise.ts'

/** One request and its response on their way through a front. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly target: Target
  readonly requestId: string
  readonly hostId: string
  /** Of the process's own monotonic clock, in milliseconds. */
  readonly startedAt: number
}

/** What is known about an exchange for its line in the log; filled in on the way. */
export interface ExchangeNotes {
  operation?: string
  account?: string
  errorCode?: string
  /** What a fault that was asked for did to it. */
  fault?: string
}
