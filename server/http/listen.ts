/** Opens the port on every address the host stands for, and closes it again without cutting off who is being served. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import type { App } from './app.ts'

export interface Listening {
  readonly port: number
  /** No new requests; resolves when those under way have ended, or the time is over and they are cut off. */
  readonly close: (limitMs: number) => Promise<void>
}

/** The port cannot be had. The message is for the user. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/** `localhost` may resolve to either: nss-myhostname answers ::1 first (clients.md, section 7). */
const LOOPBACK = { first: '127.0.0.1', second: '::1' }
/** A free port of one address may be taken on the other. */
const PORT_TRIES = 10

export async function listen(app: App, { host, port }: Pick<Config, 'host' | 'port'>): Promise<Listening> {
  await app.fastify.ready()
  const main = app.fastify.server
  const servers = host === 'localhost' ? await listenOnLoopback(app, main, port) : [await listenOn(main, host, port)]
  return {
    port: (main.address() as AddressInfo).port,
    close: async (limitMs) => {
      app.endStreams()
      await Promise.all(servers.map((server) => drain(server, limitMs)))
      await app.fastify.close()
    },
  }
}

/** `::` stands for all addresses, of version 4 too, and for those of version 4 where the machine has no others. */
async function listenOn(server: Server, host: string, port: number): Promise<Server> {
  try {
    return await open(server, host, port)
  } catch (error) {
    if (host !== '::' || !lacksVersion6(error)) throw error
    return open(server, '0.0.0.0', port)
  }
}

function lacksVersion6(error: unknown): boolean {
  return error instanceof ListenError && (error.cause === 'EADDRNOTAVAIL' || error.cause === 'EAFNOSUPPORT')
}

async function listenOnLoopback(app: App, main: Server, port: number): Promise<readonly Server[]> {
  for (let left = PORT_TRIES; ; left--) {
    await open(main, LOOPBACK.first, port)
    try {
      return [main, await open(app.createServer(), LOOPBACK.second, (main.address() as AddressInfo).port)]
    } catch (error) {
      if (!(error instanceof ListenError)) throw error
      if (lacksVersion6(error)) return [main]
      await new Promise((resolve) => main.close(resolve))
      if (port !== 0 || left === 0) throw error
    }
  }
}

function open(server: Server, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(listenError(error, host, port))
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      resolve(server)
    })
  })
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already; choose another with --port',
  EACCES: 'this user may not listen there; choose a --port of 1024 or more',
  EADDRNOTAVAIL: 'this machine has no such address; choose another with --host',
  ENOTFOUND: 'there is no host of that name; choose another with --host',
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const shown = host.includes(':') ? `[${host}]` : host
  const reason = REASONS[error.code ?? ''] ?? error.message
  return new ListenError(`Cannot listen on ${shown}:${port}: ${reason}.`, { cause: error.code })
}

const IDLE_CHECK_MS = 20

/** A connection that becomes idle after the close is kept open by Node, so idle ones are looked for until none is left. */
function drain(server: Server, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
    const limit = setTimeout(() => server.closeAllConnections(), limitMs)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(limit)
      resolve()
    })
    server.closeIdleConnections()
  })
}
