/** What the server proves itself with: a given certificate, or ones made for whatever name a client asks for. */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Config } from '../config.ts'
import { ListenError } from '../http/listen.ts'
import { type Authority, openAuthority } from './authority.ts'

export interface Tls {
  /** In PEM form; what clients must trust. */
  readonly certificate: string
  /** For clients that ask for no name, as when they connect to an address. */
  readonly nameless: SecureContext
  readonly contextFor: (name: string) => SecureContext
}

type TlsSettings = Pick<Config, 'tlsCertificate' | 'tlsKey' | 'data' | 'host'>

/** @throws ListenError for files that cannot be used, with a message for the user */
export function openTls(settings: TlsSettings): Tls {
  const { tlsCertificate, tlsKey } = settings
  if (tlsCertificate === undefined && tlsKey === undefined) return ownTls(settings)
  if (tlsCertificate === undefined || tlsKey === undefined) {
    throw new ListenError('--tls-cert and --tls-key belong together, and only one of them is given.')
  }
  return givenTls(tlsCertificate, tlsKey)
}

function givenTls(certificateFile: string, keyFile: string): Tls {
  const cert = read('--tls-cert', certificateFile)
  const key = read('--tls-key', keyFile)
  try {
    const context = createSecureContext({ cert, key })
    return { certificate: cert, nameless: context, contextFor: () => context }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ListenError(`--tls-cert and --tls-key cannot be used: ${reason}.`)
  }
}

function read(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new ListenError(`${flag} names the file "${file}", which cannot be read.`)
  }
}

/**
 * Names are certified as they are asked for, since they cannot be listed: the account and the bucket stand in front of
 * any name, and a wildcard covers one label only.
 */
function ownTls({ data, host }: TlsSettings): Tls {
  const authority = openAuthority(data === undefined ? undefined : join(data, 'tls'), machineNow())
  const nameless = contextOf(authority, addresses(host))
  const known = new Map<string, SecureContext>()
  return {
    certificate: authority.certificate,
    nameless,
    contextFor(name) {
      if (!HOST_NAME.test(name)) return nameless
      const found = known.get(name)
      if (found !== undefined) return found
      const made = contextOf(authority, [name.toLowerCase()])
      if (known.size < MAX_KNOWN) known.set(name, made)
      return made
    },
  }
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i
const MAX_KNOWN = 1_000

function contextOf(authority: Authority, names: readonly string[]): SecureContext {
  return createSecureContext(authority.issue(names))
}

/** The addresses under which the server may be reached; clients send no name with these. */
function addresses(host: string): readonly string[] {
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
  const all = new Set(['localhost', '127.0.0.1', '::1', host, ...own])
  return [...all].filter((name) => name === 'localhost' || isIP(name) === 4 || /^[0-9a-f:]*:[0-9a-f:]*$/i.test(name))
}

/** Whatever the emulator's clock says: clients look at their machine's. */
function machineNow(): number {
  return performance.timeOrigin + performance.now()
}
