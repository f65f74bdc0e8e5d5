import { randomUUID } from 'node:crypto'
import type { Invocation, InvokeReply } from '../invocation.ts'

export const STOPPED: InvokeReply = { kind: 'unanswered', message: 'The server was stopped', reached: true }

/** An invocation of an embedded function, from its arrival to its answer; a death may move it from thread to thread. */
export interface Call {
  readonly requestId: string
  readonly invocation: Invocation
  readonly answer: Promise<InvokeReply>
  settle(reply: InvokeReply): void
}

export function createCall(invocation: Invocation): Call {
  const { promise, resolve } = Promise.withResolvers<InvokeReply>()
  return { requestId: randomUUID(), invocation, answer: promise, settle: resolve }
}
