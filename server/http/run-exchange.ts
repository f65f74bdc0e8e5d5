/** Runs one request through its front: the answer, or the error reply for whatever was thrown, and its line in the log. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '../log.ts'
import type { Service } from '../protocol/model.ts'
import { addressHint } from './address-hint.ts'
import type { Answer } from './control-front.ts'
import type { Exchange, ExchangeNotes } from './exchange.ts'
import { errorReply, failureOf } from './failure.ts'
import { DroppedConnection } from './injected.ts'
import type { Front, Target } from './recognise.ts'
import { sendReply, type WireReply } from './reply.ts'
import { newRequestIds } from './request-ids.ts'

type AwsFront = Exclude<Front, 'emulator'>

/** In which service's words a front's errors are told. */
const ERROR_FORMS = { control: 's3control', object: 's3', sts: 's3control' } satisfies Record<AwsFront, Service>

export type Run = (
  front: AwsFront,
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
) => void

export function createRunner(log: Log): Run {
  return (front, answer, request, response, target) => {
    const { requestId, hostId } = newRequestIds()
    const exchange: Exchange = { request, response, target, requestId, hostId, startedAt: performance.now() }
    const run = (): Promise<void> => exchangeOf(log, ERROR_FORMS[front], answer, exchange)
    // Node gives a response its socket when the one before has ended. A client that sends on without waiting finds what
    // it has sent before: only requests without effects may overtake each other (RFC 9112, 9.3.2). If it goes before, the
    // rest is not begun: a response without a socket would never close.
    if (response.socket === null) response.once('socket', () => void run())
    else void run()
  }
}

async function exchangeOf(log: Log, service: Service, answer: Answer, exchange: Exchange): Promise<void> {
  const notes: ExchangeNotes = {}
  let status = ABORTED
  try {
    const reply = await replyOf(log, service, answer, exchange, notes)
    status = reply.status
    await sendReply(exchange, reply)
  } catch (error) {
    // The headers are out, or the connection is gone: all that can be done is to end it.
    const gone = exchange.response.destroyed || hasGone(exchange) || error instanceof DroppedConnection
    exchange.response.destroy()
    if (gone) status = ABORTED
    else log.fault('broken response', { requestId: exchange.requestId, path: exchange.target.path }, error)
  }
  logExchange(log, exchange, notes, status)
}

/** As nginx has it: the connection ended before the answer. */
const ABORTED = 499

async function replyOf(
  log: Log,
  service: Service,
  answer: Answer,
  exchange: Exchange,
  notes: ExchangeNotes,
): Promise<WireReply> {
  try {
    return await answer(exchange, notes)
  } catch (error) {
    if (error instanceof DroppedConnection) throw error
    const failure = failureOf(error, service)
    notes.errorCode = failure.code
    const { requestId, request, target } = exchange
    if (hasGone(exchange)) throw error
    if (failure.bug) log.fault('fault', { requestId, method: request.method, path: target.path }, error)
    const hint = service === 's3' ? addressHint(failure.code, exchange) : undefined
    const detail = hint === undefined ? failure.detail : { ...failure.detail, Hint: hint }
    return errorReply(exchange, service, { ...failure, detail })
  }
}

function logExchange(log: Log, exchange: Exchange, notes: ExchangeNotes, status: number): void {
  const { request, target, requestId, startedAt } = exchange
  log.event('request', {
    operation: notes.operation ?? '-',
    status,
    error: notes.errorCode,
    fault: notes.fault === undefined ? undefined : `fault:${notes.fault}`,
    ms: Math.round((performance.now() - startedAt) * 10) / 10,
    account: notes.account ?? '-',
    method: request.method ?? '-',
    path: target.path,
    requestId,
  })
}

/** The client closed the connection before its request had come in full. */
function hasGone({ request }: Exchange): boolean {
  return request.destroyed && !request.complete
}
