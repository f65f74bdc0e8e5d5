import { headerValue, type RequestHeaders } from '../http/body/request-headers.ts'

/** What authentication looks at, as received: nothing decoded, nothing rewritten. */
export interface AuthRequest {
  readonly method: string
  /** The request target of the request line, origin form or absolute form. */
  readonly target: string
  readonly headers: RequestHeaders
  /** The bucket when it was named by the Host; SigV2 signs it as part of the path. */
  readonly hostBucket?: string
  /** Hex SHA-256 of the body, where the caller has it whole: clients of STS sign it without sending it. */
  readonly payloadSha256?: string
}

export interface SplitTarget {
  /** Still percent-encoded; never empty. */
  readonly path: string
  /** Without the question mark; still percent-encoded. */
  readonly query: string
}

/** Path and query of a request target; `HTTP_PROXY` clients send the absolute form, whose authority is dropped. */
export function splitTarget(target: string): SplitTarget {
  const origin = target.startsWith('/') ? target : target.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/, '')
  const mark = origin.indexOf('?')
  const path = mark === -1 ? origin : origin.slice(0, mark)
  return { path: path === '' ? '/' : path, query: mark === -1 ? '' : origin.slice(mark + 1) }
}

/** A header's value, trimmed; undefined when absent or empty. */
export function trimmedHeader(request: AuthRequest, name: string): string | undefined {
  const value = headerValue(request.headers, name)?.trim()
  return value === '' ? undefined : value
}
