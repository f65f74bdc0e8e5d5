import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

export interface TrackedExchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** The exchange that is under way on a connection; undefined between two. */
export type ExchangeOn = (socket: Duplex) => TrackedExchange | undefined

/** Remembers which request a connection is about; to be called before any other listener is added. */
export function trackExchanges(server: Server): ExchangeOn {
  const exchanges = new WeakMap<Duplex, TrackedExchange>()
  const remember = (request: IncomingMessage, response: ServerResponse): void => {
    exchanges.set(request.socket, { request, response })
  }
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.prependListener(event, remember)
  return (socket) => {
    const exchange = exchanges.get(socket)
    return exchange === undefined || exchange.response.writableFinished ? undefined : exchange
  }
}
