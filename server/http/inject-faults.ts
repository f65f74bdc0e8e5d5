/** Does to requests what somebody asked for (docs/faults.md). Without faults a request passes as if this were not here. */
import type { IncomingHttpHeaders } from 'node:http'
import type { FaultEffect, FaultRule, FaultSubject } from '../emulator-api/faults/fault.ts'
import type { FaultBook } from '../emulator-api/faults/faults.ts'
import { decodePath } from '../protocol/percent.ts'
import { parseQuery } from '../protocol/query.ts'
import { routeControl } from '../protocol/route/route-control.ts'
import type { Answer } from './control-front.ts'
import { cutShort } from './cut-short.ts'
import type { Exchange } from './exchange.ts'
import { failureOf } from './failure.ts'
import { DroppedConnection, InjectedError } from './injected.ts'
import { objectRouteOf } from './object-route.ts'
import type { WireReply } from './reply.ts'

/** @param isSpared whose requests are looked at by no fault: the console's, which is there to look on */
export function createFaultInjector(
  faults: FaultBook,
  isSpared: (headers: IncomingHttpHeaders) => boolean,
): (answer: Answer) => Answer {
  return (answer) => (exchange, notes) => {
    if (faults.idle || isSpared(exchange.request.headers)) return answer(exchange, notes)
    const subject = subjectOf(exchange)
    const fault = faults.claim(subject)
    if (fault === undefined) return answer(exchange, notes)
    notes.operation = subject.operation ?? '-'
    notes.fault = fault.effect.kind
    return meet(fault, exchange, () => answer(exchange, notes))
  }
}

async function meet(fault: FaultRule, exchange: Exchange, answer: () => Promise<WireReply>): Promise<WireReply> {
  // What was refused has been answered too.
  const [carriedOut] = fault.at === 'request' ? [] : await Promise.allSettled([answer()])
  await delay(exchange, fault.delayMs)
  if (carriedOut?.status === 'rejected' && !isRefusal(carriedOut.reason)) throw carriedOut.reason
  if (fault.at === 'body' && carriedOut?.status === 'fulfilled') return cutShort(exchange, carriedOut.value)
  if (fault.effect.kind !== 'delay') {
    if (carriedOut?.status === 'fulfilled') discard(carriedOut.value)
    throw failureFor(fault.effect)
  }
  if (carriedOut === undefined) return answer()
  if (carriedOut.status === 'rejected') throw carriedOut.reason
  return carriedOut.value
}

function failureFor(effect: Exclude<FaultEffect, { kind: 'delay' }>): Error {
  return effect.kind === 'drop' ? new DroppedConnection() : new InjectedError(effect)
}

function isRefusal(reason: unknown): boolean {
  return !failureOf(reason, 's3').bug
}

/** Over as soon as nobody waits for it any more. */
function delay({ response }: Exchange, ms: number): Promise<void> {
  if (ms === 0 || response.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      response.off('close', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    response.once('close', end)
  })
}

function discard({ body }: WireReply): void {
  if (body !== undefined && typeof body === 'object' && 'kind' in body && body.kind === 'stream') body.stream.destroy()
}

/** @throws ProtocolError as the front itself would */
function subjectOf(exchange: Exchange): FaultSubject {
  const { request, target } = exchange
  if (target.front === 'control') {
    const route = routeControl(request.method ?? '', target.controlPath)
    return {
      service: 's3control',
      operation: route.kind === 'operation' ? route.operation.name : undefined,
      path: decodePath(target.controlPath),
      query: parseQuery(target.query),
    }
  }
  const { bucket, key, query, operation } = objectRouteOf(exchange)
  return { service: 's3', operation: operation?.name, path: pathOf(bucket, key), query }
}

function pathOf(bucket = '', key: string | undefined): string {
  return key === undefined ? `/${bucket}` : `/${bucket}/${key}`
}
