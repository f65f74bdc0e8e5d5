import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto'
import { S3Error } from '../../db/model/s3-error.ts'
import { headerValue } from '../http/body/request-headers.ts'
import { type AuthRequest, splitTarget } from './auth-request.ts'
import type { V4Credentials } from './credentials.ts'
import { canonicalPath, canonicalQuery, parseQuery } from './uri-encoding.ts'

const UNSIGNED = 'UNSIGNED-PAYLOAD'
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Throws unless the request was signed by that key. Source: API Reference, "Signature calculations". */
export function verifyV4(request: AuthRequest, credentials: V4Credentials, key: KeyObject): void {
  checkHeadersSigned(request, credentials)
  const canonicals = payloadHashes(request, credentials).map((payload) =>
    canonicalRequest(request, credentials, payload),
  )
  for (const canonical of canonicals) {
    if (sameText(hmacHex(key, stringToSign(credentials, canonical)), credentials.signature)) return
  }
  throw mismatch(credentials, canonicals[0] ?? '')
}

/** The canonical request, one byte a character. */
export function canonicalRequest(request: AuthRequest, credentials: V4Credentials, payloadHash: string): string {
  const { path, query } = splitTarget(request.target)
  const except = credentials.kind === 'query' ? 'X-Amz-Signature' : undefined
  let headers = ''
  for (const name of credentials.signedHeaders) headers += `${name}:${canonicalHeader(request, name)}\n`
  return `${request.method}\n${canonicalPath(path)}\n${canonicalQuery(query, except)}\n${headers}\n${credentials.signedHeaders.join(';')}\n${payloadHash}`
}

export function stringToSign(credentials: V4Credentials, canonical: string): string {
  const digest = hash('sha256', Buffer.from(canonical, 'latin1'))
  return `AWS4-HMAC-SHA256\n${credentials.amzDate}\n${credentials.scope.text}\n${digest}`
}

export function hmacHex(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}

/** Compares in constant time as far as the length allows. */
export function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected, 'latin1'), Buffer.from(given, 'latin1')]
  return a.length === b.length && timingSafeEqual(a, b)
}

function canonicalHeader(request: AuthRequest, name: string): string {
  const value = (headerValue(request.headers, name) ?? '').trim()
  return value.includes('  ') ? value.replaceAll(/ {2,}/g, ' ') : value
}

/**
 * The payload hashes the signature may be over.
 * choice: S3 refuses a signed request without `x-amz-content-sha256`; curl 7.88 sends none, having signed the empty body
 * or `UNSIGNED-PAYLOAD`, so those two are tried.
 */
function payloadHashes(request: AuthRequest, credentials: V4Credentials): readonly string[] {
  const header = headerValue(request.headers, 'x-amz-content-sha256')
  if (credentials.kind === 'query') {
    if (header !== undefined && credentials.signedHeaders.includes('x-amz-content-sha256')) return [header]
    return [presignedPayloadHash(request) ?? UNSIGNED]
  }
  if (header !== undefined) return [header]
  return request.payloadSha256 === undefined ? [EMPTY_SHA256, UNSIGNED] : [request.payloadSha256]
}

/** A presigned URL may carry `X-Amz-Content-Sha256` in its query: JS does, always as `UNSIGNED-PAYLOAD`. */
export function presignedPayloadHash(request: AuthRequest): string | undefined {
  const { query } = splitTarget(request.target)
  return parseQuery(query).find(({ name }) => name.toLowerCase() === 'x-amz-content-sha256')?.value
}

/** S3 takes no `x-amz-*` header that the signature does not cover. */
function checkHeadersSigned(request: AuthRequest, credentials: V4Credentials): void {
  const unsigned: string[] = []
  for (const name in request.headers) {
    if (!name.startsWith('x-amz-') || name === 'x-amz-content-sha256') continue
    if (request.headers[name] !== undefined && !credentials.signedHeaders.includes(name)) unsigned.push(name)
  }
  if (!credentials.signedHeaders.includes('host')) unsigned.push('host')
  if (unsigned.length === 0) return
  throw new S3Error('AccessDenied', {
    message: 'There were headers present in the request which were not signed',
    detail: { HeadersNotSigned: unsigned.join(', ') },
  })
}

function mismatch(credentials: V4Credentials, canonical: string): S3Error {
  return new S3Error('SignatureDoesNotMatch', {
    detail: {
      AWSAccessKeyId: credentials.accessKeyId,
      StringToSign: stringToSign(credentials, canonical),
      SignatureProvided: credentials.signature,
      CanonicalRequest: canonical,
    },
  })
}
