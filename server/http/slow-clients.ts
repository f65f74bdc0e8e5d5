/** Cuts off clients that neither send what they announced nor read what they asked for. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { refuseConnection, TIMED_OUT } from './client-error.ts'
import type { ExchangeOn } from './track-exchanges.ts'

/** @param idleMs longest time without a byte in either direction in the middle of a request; 0: no limit */
export function cutOffSlowClients(server: Server, exchangeOn: ExchangeOn, idleMs: number): void {
  if (idleMs === 0) return
  server.setTimeout(idleMs)
  server.on('timeout', (socket: Socket) => {
    const exchange = exchangeOn(socket)
    if (exchange === undefined) return void socket.destroy()
    const { request, response } = exchange
    // Nothing has been said yet: the client is told. S3 does so as well.
    if (!request.complete && !response.headersSent) refuseConnection(TIMED_OUT, socket)
    else if (!request.complete || socket.writableLength > 0) socket.destroy()
    // Otherwise it waits for us, or for events to come.
    return undefined
  })
}
