/**
 * A name server for the names that clients make up: S3 Control clients put the account before the endpoint's host, S3
 * clients the bucket. Any name under its suffixes is this server. It answers nothing else (REFUSED, on which resolvers
 * turn to the next name server they know), and only over UDP: its answers fit in any packet.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv4 } from 'node:net'
import type { Config } from '../config.ts'
import { ListenError } from '../http/listen.ts'
import type { Log } from '../log.ts'
import { createLookupHints, type LookupHints } from './lookup-hints.ts'
import { isQuery, isStandardQuery, RECORD_TYPES, REPLY_CODES, readQuestion, writeReply } from './message.ts'
import { ownAddressFor } from './own-address.ts'

export interface DnsServer {
  readonly host: string
  readonly port: number
  readonly close: () => Promise<void>
}

export type DnsSettings = Pick<Config, 'dnsSuffixes' | 'dnsAddress' | 'host'> & {
  readonly dns: NonNullable<Config['dns']>
}

/** @throws ListenError with a message for the user */
export async function openDnsServer(settings: DnsSettings, log: Log): Promise<DnsServer> {
  const host = settings.dns.host ?? addressFor(settings.host)
  const { port } = settings.dns
  const hints = createLookupHints(log)
  const socket = createSocket('udp4')
  socket.on('message', (message, asker) => {
    if (isQuery(message)) socket.send(replyTo(message, asker, settings, hints), asker.port, asker.address)
  })
  await bind(socket, host, port)
  // An answer that cannot be sent is asked for again.
  socket.on('error', (error) => log.fault('dns', {}, error))
  return {
    host,
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

/** Where the requests are served the names are wanted. */
function addressFor(httpHost: string): string {
  if (isIPv4(httpHost)) return httpHost
  return httpHost === '::' ? '0.0.0.0' : '127.0.0.1'
}

function bind(socket: Socket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = ({ code, message }: NodeJS.ErrnoException): void => {
      const reason = REASONS[code ?? ''] ?? message
      reject(new ListenError(`Cannot answer DNS on ${host}:${port}: ${reason}.`, { cause: code }))
    }
    socket.once('error', refuse)
    socket.bind(port, host, () => {
      socket.off('error', refuse)
      resolve()
    })
  })
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another name server is there already; choose another with --dns HOST:PORT',
  EACCES: 'this user may not; choose a port of 1024 or more with --dns',
  EADDRNOTAVAIL: 'this machine has no such address; choose another with --dns HOST:PORT',
}

/** choice: an address may change with the next start of a container, and asking again costs nothing. */
const TTL_SECONDS = 5

function replyTo(message: Buffer, asker: RemoteInfo, settings: DnsSettings, hints: LookupHints): Buffer {
  if (!isStandardQuery(message)) return writeReply(message, undefined, REPLY_CODES.notImplemented)
  const question = readQuestion(message)
  if (question === undefined) return writeReply(message, undefined, REPLY_CODES.formatError)
  const address = addressOf(question.name, asker.address, settings)
  if (address === undefined) {
    hints.refused(question.name, settings.dnsSuffixes)
    return writeReply(message, question, REPLY_CODES.refused)
  }
  if (question.type !== RECORD_TYPES.A) return writeReply(message, question, REPLY_CODES.ok)
  const bytes = Uint8Array.from(address.split('.').map(Number))
  return writeReply(message, question, REPLY_CODES.ok, { bytes, ttlSeconds: TTL_SECONDS })
}

/** `123456789012.127.0.0.1`: what becomes of an endpoint that is an address. */
const ACCOUNT_AND_ADDRESS = /^\d{12}\.(\d{1,3}(?:\.\d{1,3}){3})$/

function addressOf(name: string, asker: string, { dnsSuffixes, dnsAddress, host }: DnsSettings): string | undefined {
  const named = ACCOUNT_AND_ADDRESS.exec(name)?.[1]
  if (named !== undefined && isIPv4(named)) return named
  if (!dnsSuffixes.some((suffix) => name === suffix || name.endsWith(`.${suffix}`))) return undefined
  if (dnsAddress !== undefined) return dnsAddress
  return isIPv4(host) && host !== '0.0.0.0' ? host : ownAddressFor(asker)
}
