/** Who a request says it comes from, and the signature it proves that with. Read, not yet verified. */
export type Credentials = AnonymousCredentials | SignedCredentials
export type SignedCredentials = V4Credentials | V2Credentials

/** Where the signature stood. */
export type SignatureKind = 'header' | 'query' | 'post'

export interface AnonymousCredentials {
  readonly kind: 'anonymous'
}

interface Signed {
  readonly kind: SignatureKind
  readonly accessKeyId: string
  /** Set when the access key itself is an account id: twelve digits. */
  readonly account: string | undefined
  /** The signed region, or the default one where none was signed or it was `snow`. */
  readonly region: string
  readonly service: string
  readonly signature: string
  readonly sessionToken: string | undefined
}

export interface V4Credentials extends Signed {
  readonly version: 4
  /** As signed: `20130524/us-east-1/s3/aws4_request`. */
  readonly scope: CredentialScope
  /** Lower case, in the order sent. Empty in a form. */
  readonly signedHeaders: readonly string[]
  /** When it was signed, in basic ISO form as sent or as derived from a `Date` header. */
  readonly amzDate: string
  readonly signedAtMs: number
  /** Of a presigned URL. */
  readonly expiresSeconds: number | undefined
}

export interface V2Credentials extends Signed {
  readonly version: 2
  readonly service: 's3'
  /** Of a presigned URL, as sent: seconds since the epoch. */
  readonly expires: string | undefined
}

export interface CredentialScope {
  readonly date: string
  readonly region: string
  readonly service: string
  readonly text: string
}

export const ANONYMOUS: AnonymousCredentials = { kind: 'anonymous' }

export function accountOfKey(accessKeyId: string): string | undefined {
  return /^\d{12}$/.test(accessKeyId) ? accessKeyId : undefined
}

/** `snow` is the one region in which SDKs send no account prefix in the Host (architecture.md, section 1). */
export function effectiveRegion(signed: string, defaultRegion: string): string {
  return signed === '' || signed === 'snow' ? defaultRegion : signed
}
