import type { CredentialScope } from './credentials.ts'

export type ParsedCredential =
  | { readonly kind: 'ok'; readonly accessKeyId: string; readonly scope: CredentialScope }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'wrong-terminal'; readonly terminal: string }

/** `AKID/20130524/us-east-1/s3/aws4_request`; the access key may have slashes of its own. */
export function parseCredential(text: string): ParsedCredential {
  const match = /^(.+)\/(\d{8})\/([^/]*)\/([^/]+)\/([^/]+)$/.exec(text)
  if (match === null) return { kind: 'malformed' }
  const [, accessKeyId = '', date = '', region = '', service = '', terminal = ''] = match
  if (terminal !== 'aws4_request') return { kind: 'wrong-terminal', terminal }
  return { kind: 'ok', accessKeyId, scope: { date, region, service, text: `${date}/${region}/${service}/${terminal}` } }
}
