import { isIP } from 'node:net'
import type { Exchange } from './exchange.ts'

/**
 * What may be wrong with a request that names a bucket in a way the server does not know: clients put it before the host
 * where they were not told otherwise. Undefined when the host gives no reason to think so.
 */
export function addressHint(code: string, { request, target }: Exchange): string | undefined {
  if (target.hostBucket !== undefined) return undefined
  const host = (request.headers.host ?? '').replace(/:\d*$/, '')
  if (code === 'MethodNotAllowed' && target.path === '/') return `The request names no bucket. ${adviceFor(host)}`
  if (code !== 'NoSuchBucket' || !mayHaveBucket(host)) return undefined
  return `The host ${host} names no bucket here, so the path does. ${adviceFor(host)}`
}

function mayHaveBucket(host: string): boolean {
  return host.includes('.') && !host.startsWith('[') && isIP(host) === 0
}

function adviceFor(host: string): string {
  const domain = host.slice(host.indexOf('.') + 1)
  const setting = mayHaveBucket(host)
    ? `; if it stands before the host, start the server with --base-domain ${domain}`
    : ''
  return `Give the bucket as the first part of the path (path style)${setting}. See docs/sdk/README.md.`
}
