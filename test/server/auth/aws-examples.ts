import type { AuthRequest } from '../../../server/auth/auth-request.ts'
import { type AccessKey, type Authenticator, createAuthenticator } from '../../../server/auth/authenticator.ts'

/** The key all examples of the S3 documentation are signed with. */
export const EXAMPLE_ID = 'AKIAIOSFODNN7EXAMPLE'
export const EXAMPLE_SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
/** 2013-05-24T00:00:00Z, the time of the SigV4 examples. */
export const EXAMPLE_TIME = Date.UTC(2013, 4, 24)
export const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

export function exampleAuthenticator(mode: 'none' | 'sigv4' = 'sigv4'): Authenticator {
  const key: AccessKey = { secretAccessKey: EXAMPLE_SECRET, account: '123456789012' }
  return createAuthenticator({
    mode,
    defaultRegion: 'us-east-1',
    findKey: (id) => (id === EXAMPLE_ID ? key : undefined),
  })
}

/** An example request: host of the example bucket, its date, and the Authorization made of the parts given. */
export function exampleRequest(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  signature: string,
): AuthRequest {
  const all: Record<string, string> = {
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': EMPTY,
    'x-amz-date': '20130524T000000Z',
    ...headers,
  }
  const signed = Object.keys(all).sort().join(';')
  const authorization = `AWS4-HMAC-SHA256 Credential=${EXAMPLE_ID}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signed},Signature=${signature}`
  return { method, target, headers: { ...all, authorization } }
}

/** Gives the code of the S3Error a call throws. */
export function codeOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error)
  }
  return 'no error'
}

/** Gives the message of the error a call throws. */
export function messageOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}
