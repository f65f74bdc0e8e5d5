import type { CredentialScope } from './credentials.ts'

export type ParsedCredential =
  | { readonly kind: 'ok'; readonly accessKeyId: string; readonly scope: CredentialScope }
  | { readonly kind: 'wrong'; readonly problem: string }

/** `AKID/20130524/us-east-1/s3/aws4_request`; the access key may have slashes of its own. */
export function parseCredential(text: string): ParsedCredential {
  const match = /^(.+)\/([^/]*)\/([^/]*)\/([^/]+)\/([^/]+)$/.exec(text)
  if (match === null) {
    return wrong('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".')
  }
  const [, accessKeyId = '', date = '', region = '', service = '', terminal = ''] = match
  if (terminal !== 'aws4_request') return wrong(`incorrect terminal "${terminal}". This endpoint uses "aws4_request".`)
  if (!/^\d{8}$/.test(date)) {
    return wrong(`incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`)
  }
  return { kind: 'ok', accessKeyId, scope: { date, region, service, text: `${date}/${region}/${service}/${terminal}` } }
}

function wrong(problem: string): ParsedCredential {
  return { kind: 'wrong', problem }
}
