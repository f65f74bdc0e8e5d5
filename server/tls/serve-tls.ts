/**
 * http and https on one port. One port is what a container publishes and an endpoint names; the two are told apart by
 * the first byte a client sends, which is 22 in every TLS handshake (RFC 8446, 5.1) and a letter in HTTP.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Tls } from './open-tls.ts'

/** Teaches a server that serves http to serve https as well. */
export function serveTls(server: Server, tls: Tls): void {
  const listeners = server.listeners('connection') as unknown as readonly ((socket: Socket) => void)[]
  const waiting = trackWaiting(server)
  const serveHttp = (socket: Socket): void => {
    for (const listener of listeners) listener.call(server, socket)
  }
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const begun = waiting(socket)
    whenFirstByte(socket, (byte) => {
      if (byte !== HANDSHAKE) {
        begun()
        serveHttp(socket)
        return
      }
      shakeHands(socket, tls, (secure) => {
        begun()
        serveHttp(secure)
      })
    })
  })
}

const HANDSHAKE = 22
/** choice: as long as Node's own TLS server waits. */
const HANDSHAKE_LIMIT_MS = 120_000

/**
 * A connection that has said nothing yet is not known to the HTTP server, which closes the idle ones when it stops: so
 * it is remembered here, and closed with them. The function returned tells of a connection that it has begun.
 */
function trackWaiting(server: Server): (socket: Socket) => () => void {
  const waiting = new Set<Socket>()
  const closeIdleConnections = server.closeIdleConnections.bind(server)
  server.closeIdleConnections = () => {
    closeIdleConnections()
    for (const socket of waiting) socket.destroy()
  }
  return (socket) => {
    const drop = (): void => void socket.destroy()
    const forget = (): void => void waiting.delete(socket)
    waiting.add(socket)
    socket.setTimeout(HANDSHAKE_LIMIT_MS, drop)
    // Stays: the underlying socket of a TLS connection has nobody else to take its errors.
    socket.on('error', drop)
    socket.once('close', forget)
    return () => {
      forget()
      socket.off('close', forget)
      socket.setTimeout(0, drop)
    }
  }
}

/** The byte is still there to be read by whoever serves the connection. */
function whenFirstByte(socket: Socket, serve: (byte: number) => void): void {
  const look = (): void => {
    const head: Buffer | null = socket.read()
    const byte = head?.[0]
    if (head !== null && byte !== undefined) {
      socket.unshift(head)
      serve(byte)
    } else if (socket.readableEnded) {
      socket.destroy()
    } else {
      socket.once('readable', look)
    }
  }
  look()
}

function shakeHands(socket: Socket, { nameless, contextFor }: Tls, serve: (secure: TLSSocket) => void): void {
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: nameless,
    SNICallback: (name, done) => done(null, contextFor(name)),
    ALPNProtocols: ['http/1.1'],
  })
  const drop = (): void => void secure.destroy()
  secure.once('error', drop)
  secure.once('secure', () => {
    secure.off('error', drop)
    serve(secure)
  })
}
