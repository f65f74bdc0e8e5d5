import { createHmac } from 'node:crypto'
import { S3Error } from '../../db/model/s3-error.ts'
import { headerValue } from '../http/body/request-headers.ts'
import { type AuthRequest, splitTarget } from './auth-request.ts'
import type { V2Credentials } from './credentials.ts'
import { sameText } from './signature-v4.ts'
import { parseQuery, type QueryParameter } from './uri-encoding.ts'

/** Throws unless the request was signed with that secret. Source: User Guide, "Signing and authenticating REST requests". */
export function verifyV2(request: AuthRequest, credentials: V2Credentials, secret: string): void {
  const text = stringToSignV2(request, credentials)
  const texts = [text, ...bucketWithSlash(request, credentials)]
  if (texts.some((candidate) => sameText(hmacSha1(secret, candidate), credentials.signature))) return
  throw new S3Error('SignatureDoesNotMatch', {
    detail: {
      AWSAccessKeyId: credentials.accessKeyId,
      StringToSign: text,
      SignatureProvided: credentials.signature,
    },
  })
}

/** boto3 asks for `/bucket` and signs `/bucket/`. */
function bucketWithSlash(request: AuthRequest, credentials: V2Credentials): readonly string[] {
  const { path, query } = splitTarget(request.target)
  if (request.hostBucket !== undefined || !/^\/[^/]+$/.test(path)) return []
  return [stringToSignV2({ ...request, target: query === '' ? `${path}/` : `${path}/?${query}` }, credentials)]
}

export function hmacSha1(secret: string, text: string): string {
  return createHmac('sha1', secret).update(Buffer.from(text, 'latin1')).digest('base64')
}

/** A presigned URL may carry `content-type`, `content-md5` and `x-amz-*` as parameters: boto3 moves them there. */
export function stringToSignV2(request: AuthRequest, credentials: V2Credentials): string {
  const { path, query } = splitTarget(request.target)
  const parameters = query === '' ? [] : parseQuery(query)
  const moved = credentials.kind === 'query' ? parameters : []
  const value = (name: string): string =>
    headerValue(request.headers, name) ?? moved.find((parameter) => parameter.name.toLowerCase() === name)?.value ?? ''
  const date = credentials.expires ?? (value('x-amz-date') === '' ? value('date') : '')
  const bucket = request.hostBucket === undefined ? '' : `/${request.hostBucket}`
  return [
    request.method,
    value('content-md5').trim(),
    value('content-type').trim(),
    date,
    `${amzHeaders(request, moved)}${bucket}${path}${subResources(parameters)}`,
  ].join('\n')
}

function amzHeaders(request: AuthRequest, moved: readonly QueryParameter[]): string {
  const values = new Map<string, string>()
  for (const { name, value } of moved) {
    if (name.toLowerCase().startsWith('x-amz-')) values.set(name.toLowerCase(), value)
  }
  for (const name in request.headers) {
    const value = name.startsWith('x-amz-') ? headerValue(request.headers, name) : undefined
    if (value !== undefined) values.set(name, value)
  }
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${unfolded(value)}\n`)
    .join('')
}

/** On one line. A presigned URL may bring line breaks, encoded. */
function unfolded(value: string): string {
  const lines = value.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '').join(' ')
}

function subResources(parameters: readonly QueryParameter[]): string {
  const signed = parameters
    .filter(({ name }) => SUB_RESOURCES.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => (value === '' ? name : `${name}=${value}`))
  return signed.length === 0 ? '' : `?${signed.join('&')}`
}

const SUB_RESOURCES = new Set(
  [
    'accelerate acl analytics cors defaultObjectAcl delete encryption inventory lifecycle location logging metrics',
    'notification object-lock partNumber policy replication requestPayment response-cache-control',
    'response-content-disposition response-content-encoding response-content-language response-content-type',
    'response-expires restore select select-type storageClass tagging torrent uploadId uploads versionId versioning',
    'versions website',
  ]
    .join(' ')
    .split(' '),
)
