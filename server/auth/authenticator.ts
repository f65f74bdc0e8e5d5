import { S3Error } from '../../db/model/s3-error.ts'
import type { ChunkVerifier } from '../http/body/chunk-verifier.ts'
import { parseAmzDate, parseHttpDate } from './amz-date.ts'
import { type AuthRequest, trimmedHeader } from './auth-request.ts'
import { createChunkVerifier } from './chunk-signatures.ts'
import type { Credentials, SignedCredentials, V2Credentials } from './credentials.ts'
import { checkExpiry, checkRequestTime, checkSkew } from './freshness.ts'
import { type FormFields, postCredentials } from './post-credentials.ts'
import { readCredentials } from './read-credentials.ts'
import { hmacSha1, verifyV2 } from './signature-v2.ts'
import { hmacHex, sameText, verifyV4 } from './signature-v4.ts'
import { createSigningKeys, type SigningKeys } from './signing-key.ts'

/** `none` takes any key and looks at no signature; `sigv4` verifies signatures, of version 2 as well. */
export type AuthMode = 'none' | 'sigv4'

/** A key that may sign requests. */
export interface AccessKey {
  readonly secretAccessKey: string
  /** The account the key acts for. */
  readonly account: string
}

export interface AuthenticatorOptions<Key extends AccessKey> {
  readonly mode: AuthMode
  readonly defaultRegion: string
  /** The configured key of that id. In mode `none` an unknown one is no error. */
  readonly findKey: (accessKeyId: string) => Key | undefined
}

export interface Authentication<Key extends AccessKey = AccessKey> {
  readonly credentials: Credentials
  /** The configured key, if there is one of that id. */
  readonly key: Key | undefined
  /** The account of the key, or the key id itself when it is an account id; undefined: the server's default account. */
  readonly account: string | undefined
  /** For `readPayload` and `checkPayload`; set when signatures are verified and the request's is of version 4. */
  readonly chunkVerifier: ChunkVerifier | undefined
}

export interface Authenticator<Key extends AccessKey = AccessKey> {
  /** Throws S3Error for credentials that cannot be read, are expired or, in mode `sigv4`, wrong. Anonymous passes. */
  authenticate(request: AuthRequest, nowMs: number): Authentication<Key>
  /** The same for a browser form. The policy itself is judged by `evaluatePostPolicy`. */
  authenticatePost(fields: FormFields): Authentication<Key>
}

export function createAuthenticator<Key extends AccessKey>(options: AuthenticatorOptions<Key>): Authenticator<Key> {
  const signingKeys = createSigningKeys()
  const describe = (credentials: Credentials, chunkVerifier?: ChunkVerifier): Authentication<Key> => {
    if (credentials.kind === 'anonymous') return { credentials, key: undefined, account: undefined, chunkVerifier }
    const key = options.findKey(credentials.accessKeyId)
    return { credentials, key, account: key?.account ?? credentials.account, chunkVerifier }
  }
  const verifies = (credentials: Credentials): credentials is SignedCredentials =>
    options.mode === 'sigv4' && credentials.kind !== 'anonymous'
  const secretOf = (credentials: SignedCredentials): string => {
    const key = options.findKey(credentials.accessKeyId)
    if (key !== undefined) return key.secretAccessKey
    throw new S3Error('InvalidAccessKeyId', { detail: { AWSAccessKeyId: credentials.accessKeyId } })
  }
  return {
    authenticate(request, nowMs) {
      const credentials = readCredentials(request, options.defaultRegion)
      checkExpiry(credentials, nowMs)
      if (!verifies(credentials)) return describe(credentials)
      return describe(credentials, verify(request, credentials, secretOf(credentials), signingKeys, nowMs))
    },
    authenticatePost(fields) {
      const credentials = postCredentials(fields, options.defaultRegion)
      if (verifies(credentials)) verifyPost(fields, credentials, secretOf(credentials), signingKeys)
      return describe(credentials)
    },
  }
}

function verify(
  request: AuthRequest,
  credentials: SignedCredentials,
  secret: string,
  signingKeys: SigningKeys,
  nowMs: number,
): ChunkVerifier | undefined {
  if (credentials.version === 2) {
    checkV2Time(request, credentials, nowMs)
    verifyV2(request, credentials, secret)
    return undefined
  }
  checkSkew(credentials, nowMs)
  const key = signingKeys(secret, credentials.scope)
  verifyV4(request, credentials, key)
  return createChunkVerifier(credentials, key)
}

function checkV2Time(request: AuthRequest, credentials: V2Credentials, nowMs: number): void {
  if (credentials.kind !== 'header') return
  const sent = trimmedHeader(request, 'x-amz-date') ?? trimmedHeader(request, 'date')
  const signedAtMs = sent === undefined ? undefined : (parseHttpDate(sent) ?? parseAmzDate(sent))
  // A date before 1970 counts as no date.
  if (sent === undefined || signedAtMs === undefined || signedAtMs < 0) {
    throw new S3Error('AccessDenied', { message: 'AWS authentication requires a valid Date or x-amz-date header' })
  }
  checkRequestTime(sent, signedAtMs, nowMs)
}

/** In a form the string to sign is the base64 policy itself. */
function verifyPost(
  fields: FormFields,
  credentials: SignedCredentials,
  secret: string,
  signingKeys: SigningKeys,
): void {
  const policy = fields.get('policy') ?? ''
  const expected =
    credentials.version === 2 ? hmacSha1(secret, policy) : hmacHex(signingKeys(secret, credentials.scope), policy)
  if (sameText(expected, credentials.signature)) return
  throw new S3Error('SignatureDoesNotMatch', {
    detail: {
      AWSAccessKeyId: credentials.accessKeyId,
      StringToSign: policy,
      SignatureProvided: credentials.signature,
    },
  })
}
