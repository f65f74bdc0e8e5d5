import { S3Error } from '../../db/model/s3-error.ts'
import { parseAmzDate } from './amz-date.ts'
import { parseCredential } from './credential-scope.ts'
import { ANONYMOUS, accountOfKey, type Credentials, effectiveRegion, type V4Credentials } from './credentials.ts'

/** The fields of a browser form before the file, names in lower case. */
export type FormFields = ReadonlyMap<string, string>

/** Source: API Reference, "Authenticating requests in browser-based uploads using POST". No policy means anonymous. */
export function postCredentials(fields: FormFields, defaultRegion: string): Credentials {
  const v4 = V4_FIELDS.some((name) => fields.has(name.toLowerCase()))
  const v2 = V2_FIELDS.some((name) => fields.has(name.toLowerCase()))
  if (!fields.has('policy') && !v4 && !v2) return ANONYMOUS
  for (const name of v4 ? V4_FIELDS : V2_FIELDS) requireField(fields, name)
  requireField(fields, 'Policy')
  if (v4) return readV4(fields, defaultRegion)
  const accessKeyId = fields.get('awsaccesskeyid') ?? ''
  return {
    kind: 'post',
    version: 2,
    accessKeyId,
    account: accountOfKey(accessKeyId),
    region: defaultRegion,
    service: 's3',
    signature: fields.get('signature') ?? '',
    expires: undefined,
    sessionToken: fields.get('x-amz-security-token'),
  }
}

/** Names as S3 spells them in its refusals. */
const V4_FIELDS = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature']
const V2_FIELDS = ['AWSAccessKeyId', 'Signature']

function readV4(fields: FormFields, defaultRegion: string): V4Credentials {
  const algorithm = fields.get('x-amz-algorithm') ?? ''
  if (algorithm !== 'AWS4-HMAC-SHA256')
    throw invalid('X-Amz-Algorithm', algorithm, 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"')
  const credential = fields.get('x-amz-credential') ?? ''
  const parsed = parseCredential(credential)
  if (parsed.kind !== 'ok') {
    throw invalid('X-Amz-Credential', credential, parsed.problem)
  }
  const amzDate = fields.get('x-amz-date') ?? ''
  const signedAtMs = parseAmzDate(amzDate)
  if (signedAtMs === undefined) {
    throw invalid('X-Amz-Date', amzDate, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
  }
  return {
    kind: 'post',
    version: 4,
    accessKeyId: parsed.accessKeyId,
    account: accountOfKey(parsed.accessKeyId),
    region: effectiveRegion(parsed.scope.region, defaultRegion),
    service: parsed.scope.service,
    scope: parsed.scope,
    signedHeaders: [],
    signature: fields.get('x-amz-signature') ?? '',
    amzDate,
    signedAtMs,
    expiresSeconds: undefined,
    sessionToken: fields.get('x-amz-security-token'),
  }
}

function requireField(fields: FormFields, name: string): void {
  if (fields.has(name.toLowerCase())) return
  throw invalid(
    name,
    '',
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
  )
}

function invalid(name: string, value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', { message, detail: { ArgumentName: name, ArgumentValue: value } })
}
