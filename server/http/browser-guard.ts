/**
 * Keeps web pages away from the emulator's own interface. A page that a developer happens to look at can send requests to
 * this machine; it must not reset the emulator, move its clock or read from it. Nor may a page that lies in a bucket: it is
 * of this server's own origin, so that the console's page alone has a token (docs/decisions/012).
 */

import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { Config } from '../config.ts'

/** Names under which this server is known to be reached, and origins of pages that may use it all the same. */
export type BrowserGuardSettings = Pick<Config, 'host' | 'baseDomains' | 'dnsSuffixes' | 'trustedOrigins'>

export interface BrowserRefusal {
  readonly code: 'UnknownHost' | 'ForeignOrigin' | 'NotTheConsole'
  readonly message: string
}

export type BrowserGuard = (method: string, headers: IncomingHttpHeaders) => BrowserRefusal | undefined

/** Names that nobody can register: a page's own name is never one of them (RFC 6761, 6762, 8375, 9476 and usage). */
const PRIVATE = /(?:^|\.)(?:localhost|local|internal|test|example|invalid|lan|home\.arpa|intranet|corp|home)$/
/** The name under which LocalStack's users reach this machine. */
const LOCALSTACK = 'localhost.localstack.cloud'
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** @param isConsole whether a request comes from the console's own page */
export function createBrowserGuard(
  settings: BrowserGuardSettings,
  isConsole: (headers: IncomingHttpHeaders) => boolean,
): BrowserGuard {
  const { host, baseDomains, dnsSuffixes, trustedOrigins } = settings
  const known = [...[host, ...baseDomains, ...dnsSuffixes].map((name) => name.toLowerCase()), LOCALSTACK]
  return (method, headers) => {
    const { host, origin } = headers
    const site = headers['sec-fetch-site']
    const reads = SAFE_METHODS.has(method)
    // Browsers name the origin of all that is not a mere read: without one, a program is at work.
    const mayBePage = reads || origin !== undefined || site !== undefined
    // DNS rebinding: the page's own name leads here, and to the browser all of this server is the page's.
    if (mayBePage && host !== undefined && !isOwnName(host, known)) return unknownHost(host)
    if (origin === undefined) {
      const foreign = site !== undefined && site !== 'same-origin' && site !== 'none'
      if (foreign) return reads ? undefined : foreignOrigin('another site')
    } else if (isForeignPage(headers, trustedOrigins)) return foreignOrigin(origin)
    const ofOwnPage = origin !== undefined || site === 'same-origin'
    if (!ofOwnPage || isLink(method, headers) || isTrusted(headers, trustedOrigins) || isConsole(headers))
      return undefined
    return { code: 'NotTheConsole', message: NOT_THE_CONSOLE }
  }
}

/** The browser goes to the address: what it gets is shown, and no script of the page before sees it. */
function isLink(method: string, headers: IncomingHttpHeaders): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

function isTrusted({ host = '', origin }: IncomingHttpHeaders, trustedOrigins: readonly string[]): boolean {
  const origins = origin === undefined ? [`http://${host}`, `https://${host}`] : [origin]
  return origins.some((each) => trustedOrigins.includes(each))
}

const NOT_THE_CONSOLE =
  "Of this server's own pages only the console may use this, with the token that it was given; pages that lie in buckets are of the same origin. If they are to, start the emulator with --trusted-origin and this origin. A console that was opened before the emulator was started again must be loaded anew."

function isOwnName(host: string, known: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || !name.includes('.') || PRIVATE.test(name)) return true
  return known.some((domain) => name === domain || name.endsWith(`.${domain}`))
}

/** A browser says that another page than one of this server has sent the request, and nobody has said that it may. */
export function isForeignPage({ host = '', origin }: IncomingHttpHeaders, trustedOrigins: readonly string[]): boolean {
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) return false
  return !trustedOrigins.includes(origin)
}

function unknownHost(host: string): BrowserRefusal {
  return {
    code: 'UnknownHost',
    message: `The emulator does not know itself as "${host}". If it is reached so, start it with --base-domain and that name.`,
  }
}

function foreignOrigin(origin: string): BrowserRefusal {
  return {
    code: 'ForeignOrigin',
    message: `A web page of ${origin} may not use the emulator's own interface. If it is to, start the emulator with --trusted-origin and that origin.`,
  }
}
