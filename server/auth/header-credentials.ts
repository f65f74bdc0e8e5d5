import { S3Error } from '../../db/model/s3-error.ts'
import { formatAmzDate, parseAmzDate, parseHttpDate } from './amz-date.ts'
import { type AuthRequest, trimmedHeader } from './auth-request.ts'
import { parseCredential } from './credential-scope.ts'
import {
  accountOfKey,
  effectiveRegion,
  type SignedCredentials,
  type V2Credentials,
  type V4Credentials,
} from './credentials.ts'

/** The credentials of an `Authorization` header, SigV4 or SigV2. */
export function headerCredentials(
  authorization: string,
  request: AuthRequest,
  defaultRegion: string,
): SignedCredentials {
  if (/^AWS4-HMAC-SHA256(?=[\s,]|$)/.test(authorization)) return readV4(authorization, request, defaultRegion)
  if (/^AWS(?=\s|$)/.test(authorization)) return readV2(authorization, request, defaultRegion)
  throw new S3Error('InvalidArgument', {
    message: /^\S+$/.test(authorization)
      ? "Authorization header is invalid -- one and only one ' ' (space) required"
      : 'Unsupported Authorization Type',
    detail: { ArgumentName: 'Authorization', ArgumentValue: authorization },
  })
}

function readV4(authorization: string, request: AuthRequest, defaultRegion: string): V4Credentials {
  const parts = components(authorization.slice('AWS4-HMAC-SHA256'.length))
  const credential = component(parts, 'Credential')
  const signedHeaders = component(parts, 'SignedHeaders')
  const signature = component(parts, 'Signature')
  const parsed = parseCredential(credential)
  if (parsed.kind === 'wrong') throw malformed(parsed.problem)
  const { amzDate, signedAtMs } = signingTime(request)
  if (!amzDate.startsWith(parsed.scope.date)) {
    throw malformed(
      `Invalid credential date "${parsed.scope.date}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    )
  }
  return {
    kind: 'header',
    version: 4,
    accessKeyId: parsed.accessKeyId,
    account: accountOfKey(parsed.accessKeyId),
    region: effectiveRegion(parsed.scope.region, defaultRegion),
    service: parsed.scope.service,
    scope: parsed.scope,
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature,
    amzDate,
    signedAtMs,
    expiresSeconds: undefined,
    sessionToken: trimmedHeader(request, 'x-amz-security-token'),
  }
}

/** Commas with or without blanks around them: s3cmd sends none. */
function components(text: string): ReadonlyMap<string, string> {
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length < 3) {
    throw malformed('the authorization header requires three components: Credential, SignedHeaders, and Signature.')
  }
  return new Map(
    parts.map((part) => {
      const equals = part.indexOf('=')
      if (equals < 0) throw malformed(`the authorization component "${part}" is malformed.`)
      return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()]
    }),
  )
}

function component(parts: ReadonlyMap<string, string>, name: string): string {
  const value = parts.get(name)
  if (value === undefined || value === '') throw malformed(`missing ${name}.`)
  return value
}

function signingTime(request: AuthRequest): { readonly amzDate: string; readonly signedAtMs: number } {
  const amzDate = trimmedHeader(request, 'x-amz-date')
  const httpDate = trimmedHeader(request, 'date')
  if (amzDate !== undefined) {
    const signedAtMs = parseAmzDate(amzDate)
    if (signedAtMs !== undefined) return { amzDate, signedAtMs }
  }
  const either = amzDate ?? httpDate
  const signedAtMs = either === undefined ? undefined : (parseAmzDate(either) ?? parseHttpDate(either))
  if (signedAtMs !== undefined) return { amzDate: formatAmzDate(signedAtMs), signedAtMs }
  throw new S3Error('AccessDenied', { message: 'AWS authentication requires a valid Date or x-amz-date header' })
}

function readV2(authorization: string, request: AuthRequest, defaultRegion: string): V2Credentials {
  const match = /^AWS\s+([^:\s]+):(\S+)$/.exec(authorization)
  const [, accessKeyId, signature] = match ?? []
  if (accessKeyId === undefined || signature === undefined) {
    throw new S3Error('InvalidArgument', {
      message: 'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature',
      detail: { ArgumentName: 'Authorization', ArgumentValue: authorization },
    })
  }
  return {
    kind: 'header',
    version: 2,
    accessKeyId,
    account: accountOfKey(accessKeyId),
    region: defaultRegion,
    service: 's3',
    signature,
    expires: undefined,
    sessionToken: trimmedHeader(request, 'x-amz-security-token'),
  }
}

function malformed(problem: string): S3Error {
  return new S3Error('AuthorizationHeaderMalformed', { message: `The authorization header is malformed; ${problem}` })
}
