/**
 * Tells which of the server's protocols a request speaks, before the framework routes it. The request target is kept
 * as it was sent: what is signed are its very bytes.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { HostAccessPoint } from '../object-api/access-points/through-access-point.ts'
import { operationsOf } from '../protocol/operations.ts'
import type { HostMeaning, HostReader } from './host.ts'

export type Front = 'control' | 'object' | 'sts' | 'emulator'

export interface Target {
  readonly front: Front
  /** Undecoded and without the query; of an absolute-form target what follows the authority. */
  readonly path: string
  /** Undecoded, without its question mark. */
  readonly query: string
  /** S3 Control: the path from `/v20180820/` on, also when the client's endpoint has a base path before it. */
  readonly controlPath: string
  /** The name under which the client reaches the server, with its port. */
  readonly host: string | undefined
  readonly hostBucket: string | undefined
  /** The host is, or may be, that of an access point. */
  readonly hostAccessPoint: HostAccessPoint | undefined
  /** The host is that of the bucket's website. */
  readonly website: boolean
  readonly hostAccount: string | undefined
}

export type Recognise = (method: string, url: string, headers: IncomingHttpHeaders) => Target

const CONTROL_PREFIX = '/v20180820/'
const EMULATOR = /^\/(?:_emulator|_localstack)(?:\/|$)/
const FORM = /^\s*application\/x-www-form-urlencoded\b/i

export function createRecogniser(readHost: HostReader): Recognise {
  return (method, url, headers) => {
    const { authority, target } = splitUrl(url)
    const mark = target.indexOf('?')
    const path = mark < 0 ? target : target.slice(0, mark)
    const query = mark < 0 ? '' : target.slice(mark + 1)
    const host = authority ?? headers.host
    const meaning = readHost(host)
    const { bucket, account } = meaning
    const controlPath = controlPathOf(path, headers, meaning)
    const front = controlPath !== undefined ? 'control' : frontOf(method, path, query, headers, meaning)
    // A label of 12 digits is the account that S3 Control clients put there, never a bucket, once they name an account.
    const isAccount = account !== undefined && (front === 'control' || headers['x-amz-account-id'] !== undefined)
    return {
      front,
      path,
      query,
      controlPath: controlPath ?? '',
      host,
      hostBucket: isAccount ? undefined : bucket,
      hostAccessPoint: meaning.accessPoint,
      website: meaning.website,
      hostAccount: account,
    }
  }
}

/**
 * A client that uses this server as its HTTP proxy sends `GET http://name/path` (clients.md, section 1.4). What the name
 * says there goes before the header Host (RFC 9112, 3.2.2).
 */
function splitUrl(url: string): { readonly authority?: string | undefined; readonly target: string } {
  if (url.startsWith('/')) return { target: url }
  const [prefix, authority] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url) ?? []
  if (prefix === undefined) return { target: `/${url}` }
  const rest = url.slice(prefix.length)
  return { authority, target: rest.startsWith('/') ? rest : `/${rest}` }
}

/** Behind the name of a bucket every path is a key. */
function namesBucket({ bucket, account }: HostMeaning): boolean {
  return bucket !== undefined && account === undefined
}

function frontOf(method: string, path: string, query: string, headers: IncomingHttpHeaders, host: HostMeaning): Front {
  if (EMULATOR.test(path) && !namesBucket(host)) return 'emulator'
  if (path === '/' && method === 'POST' && FORM.test(headers['content-type'] ?? '')) return 'sts'
  if (path === '/' && /(?:^|&)Action=/.test(query)) return 'sts'
  return 'object'
}

/**
 * `v20180820` is also a legal bucket name. choice: the path is S3 Control's when the request names an account, or when
 * its next segment is one of S3 Control's collections (so that a request that forgot the account is told so); every
 * other path below it is a bucket's.
 */
function controlPathOf(path: string, headers: IncomingHttpHeaders, host: HostMeaning): string | undefined {
  const hasHeader = headers['x-amz-account-id'] !== undefined
  if (path.startsWith(CONTROL_PREFIX)) {
    const collection = path.slice(CONTROL_PREFIX.length).split('/', 1)[0] ?? ''
    const named = hasHeader || host.account !== undefined
    return named || (!namesBucket(host) && collections().has(collection)) ? path : undefined
  }
  if (!hasHeader) return undefined
  const at = path.indexOf(CONTROL_PREFIX)
  return at < 0 ? undefined : path.slice(at)
}

let known: ReadonlySet<string> | undefined

function collections(): ReadonlySet<string> {
  known ??= new Set(operationsOf('s3control').map(({ path }) => path.split('/')[2] ?? ''))
  return known
}
