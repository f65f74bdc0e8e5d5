/**
 * Clients that use this server as their proxy ask for a tunnel (`CONNECT name:443`) where the endpoint is https. Wherever
 * they want to go, they are here already: what comes through the tunnel is served like any other connection.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Log } from '../log.ts'

export interface TunnelParts {
  /** Whether https is served. */
  readonly tls: boolean
  readonly log: Log
}

export function answerTunnels(server: Server, { tls, log }: TunnelParts): void {
  const hint = createHint(log)
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!tls && request.url?.endsWith(':443') === true) {
      hint(`a client asks its proxy, this server, for a tunnel to ${request.url}. ${START_TLS}`)
      refuse(socket)
      return
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    server.emit('connection', socket)
  })
  if (tls) return
  server.on('clientError', (error: Error & { readonly rawPacket?: Buffer }) => {
    if (error.rawPacket?.[0] === HANDSHAKE) hint(`a client speaks https. ${START_TLS}`)
  })
}

const HANDSHAKE = 22
const START_TLS = 'Start the server with --tls to serve https, or give the client an endpoint that begins with http://.'

/** Clients show the status line, and nothing else of the answer. */
function refuse(socket: Duplex): void {
  const body = `${START_TLS}\n`
  const lines = [
    'HTTP/1.1 501 This s3control-local serves no https; start it with --tls, or use an http endpoint',
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  socket.on('error', () => socket.destroy())
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

/** Each once: a client tries again and again. */
function createHint(log: Log): (message: string) => void {
  const told = new Set<string>()
  return (message) => {
    if (told.has(message) || told.size === MAX_TOLD) return
    told.add(message)
    log.event('hint', { message })
  }
}

const MAX_TOLD = 100
