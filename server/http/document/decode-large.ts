/**
 * Requests with a large document are decoded in a thread of their own: 10,000 parts take fast-xml-parser 80 ms, in which
 * no other request would be answered. The thread starts with the first such request.
 */
import { Worker } from 'node:worker_threads'
import { decodeRequest, type WireRequest } from '../../protocol/decode/decode-request.ts'
import type { OperationModel, Service } from '../../protocol/model.ts'
import { ProtocolError, type ProtocolErrorCode } from '../../protocol/protocol-error.ts'

/** Documents from this size on; smaller ones take less time than the way to the thread and back. */
const LARGE_BYTES = 65_536

export interface DecodeTask {
  readonly id: number
  readonly service: Service
  readonly operation: string
  readonly labels: Readonly<Record<string, string>>
  /** Undecoded. */
  readonly query: string
  readonly headers: WireRequest['headers']
  readonly body: Uint8Array
}

export type DecodeReply = { readonly id: number } & (
  | { readonly kind: 'decoded'; readonly input: Record<string, unknown> }
  | {
      readonly kind: 'refused'
      readonly code: ProtocolErrorCode
      readonly message: string
      readonly member?: string | undefined
      readonly value?: string | undefined
    }
  | { readonly kind: 'broken'; readonly message: string }
)

interface Waiting {
  readonly resolve: (input: Record<string, unknown>) => void
  readonly reject: (error: Error) => void
}

const waiting = new Map<number, Waiting>()
let thread: Worker | undefined
let lastId = 0

/**
 * As `decodeRequest`; elsewhere when the document is large.
 * @param rawQuery the query as it came, for the thread to parse again
 */
export function decodeAnySize(
  operation: OperationModel,
  request: WireRequest & { readonly body?: Uint8Array | undefined },
  rawQuery: string,
): Record<string, unknown> | Promise<Record<string, unknown>> {
  if (request.body === undefined || request.body.byteLength < LARGE_BYTES) return decodeRequest(operation, request)
  lastId += 1
  const { labels, headers, body } = request
  const { service, name } = operation
  const task: DecodeTask = { id: lastId, service, operation: name, labels, query: rawQuery, headers, body }
  return new Promise((resolve, reject) => {
    waiting.set(task.id, { resolve, reject })
    const running = startedThread()
    running.ref()
    running.postMessage(task)
  })
}

function startedThread(): Worker {
  if (thread !== undefined) return thread
  const started = new Worker(new URL(`./decode-thread${import.meta.filename.slice(-3)}`, import.meta.url), {
    name: 'documents',
  })
  started.on('message', (reply: DecodeReply) => {
    settle(reply)
    if (waiting.size === 0) started.unref()
  })
  const lost = (cause: unknown): void => {
    if (thread === started) thread = undefined
    const error = new Error('The thread that decodes documents ended.', { cause })
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  started.on('error', lost)
  started.on('exit', lost)
  thread = started
  return started
}

function settle(reply: DecodeReply): void {
  const call = waiting.get(reply.id)
  waiting.delete(reply.id)
  if (reply.kind === 'decoded') call?.resolve(reply.input)
  else if (reply.kind === 'broken') call?.reject(new Error(reply.message))
  else {
    const { code, message, member, value } = reply
    const details = { ...(member === undefined ? {} : { member }), ...(value === undefined ? {} : { value }) }
    call?.reject(new ProtocolError(code, message, details))
  }
}
