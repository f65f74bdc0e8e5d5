import { S3Error } from '../../db/model/s3-error.ts'
import { parseAmzDate } from './amz-date.ts'
import { parseCredential } from './credential-scope.ts'
import { accountOfKey, effectiveRegion, type V2Credentials, type V4Credentials } from './credentials.ts'

/** Query parameters by name, decoded; the first of each. */
export type QueryParameters = ReadonlyMap<string, string>

const MAX_EXPIRES_SECONDS = 7 * 24 * 60 * 60

export function isV4Query(query: QueryParameters): boolean {
  return query.has('X-Amz-Algorithm') || query.has('X-Amz-Credential') || query.has('X-Amz-Signature')
}

export function isV2Query(query: QueryParameters): boolean {
  return query.has('AWSAccessKeyId') || (query.has('Signature') && query.has('Expires'))
}

/** A presigned URL of version 4 (API Reference, "Authenticating requests: using query parameters"). */
export function v4QueryCredentials(query: QueryParameters, defaultRegion: string): V4Credentials {
  const algorithm = required(query, 'X-Amz-Algorithm')
  if (algorithm !== 'AWS4-HMAC-SHA256')
    throw invalid('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"')
  const parsed = parseCredential(required(query, 'X-Amz-Credential'))
  if (parsed.kind !== 'ok') {
    throw invalid(`Error parsing the X-Amz-Credential parameter; ${parsed.problem}`)
  }
  const signature = required(query, 'X-Amz-Signature')
  const amzDate = required(query, 'X-Amz-Date')
  const signedAtMs = parseAmzDate(amzDate)
  if (signedAtMs === undefined) throw invalid("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
  if (!amzDate.startsWith(parsed.scope.date)) {
    throw invalid(
      `Invalid credential date "${parsed.scope.date}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    )
  }
  const signedHeaders = required(query, 'X-Amz-SignedHeaders').toLowerCase().split(';')
  return {
    kind: 'query',
    version: 4,
    accessKeyId: parsed.accessKeyId,
    account: accountOfKey(parsed.accessKeyId),
    region: effectiveRegion(parsed.scope.region, defaultRegion),
    service: parsed.scope.service,
    scope: parsed.scope,
    signedHeaders,
    signature,
    amzDate,
    signedAtMs,
    expiresSeconds: expiresSeconds(required(query, 'X-Amz-Expires')),
    sessionToken: query.get('X-Amz-Security-Token'),
  }
}

/** A presigned URL of version 2, boto3's default for a custom endpoint. */
export function v2QueryCredentials(query: QueryParameters, defaultRegion: string): V2Credentials {
  const [accessKeyId, signature, expires] = [query.get('AWSAccessKeyId'), query.get('Signature'), query.get('Expires')]
  if (!accessKeyId || !signature || !expires) {
    throw new S3Error('AccessDenied', {
      message: 'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    })
  }
  if (!/^\d{1,15}$/.test(expires)) {
    throw new S3Error('AccessDenied', { message: `Invalid date (should be seconds since epoch): ${expires}` })
  }
  return {
    kind: 'query',
    version: 2,
    accessKeyId,
    account: accountOfKey(accessKeyId),
    region: defaultRegion,
    service: 's3',
    signature,
    expires,
    sessionToken: query.get('x-amz-security-token'),
  }
}

function expiresSeconds(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw invalid('X-Amz-Expires should be a number')
  const seconds = Number(text)
  if (seconds < 0) throw invalid('X-Amz-Expires must be non-negative')
  if (seconds > MAX_EXPIRES_SECONDS) {
    throw invalid(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`,
    )
  }
  return seconds
}

function required(query: QueryParameters, name: string): string {
  const value = query.get(name)
  if (value !== undefined && value !== '') return value
  throw invalid(
    'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
  )
}

function invalid(message: string): S3Error {
  return new S3Error('AuthorizationQueryParametersError', { message })
}
