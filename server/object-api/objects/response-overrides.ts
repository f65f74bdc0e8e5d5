import { S3Error } from '../../../db/model/s3-error.ts'
import type { GetObjectRequest, HeadObjectRequest } from '../../protocol/generated/s3-types.ts'

const OVERRIDES = [
  ['ResponseCacheControl', 'CacheControl', 'response-cache-control'],
  ['ResponseContentDisposition', 'ContentDisposition', 'response-content-disposition'],
  ['ResponseContentEncoding', 'ContentEncoding', 'response-content-encoding'],
  ['ResponseContentLanguage', 'ContentLanguage', 'response-content-language'],
  ['ResponseContentType', 'ContentType', 'response-content-type'],
  ['ResponseExpires', 'Expires', 'response-expires'],
] as const

/**
 * The `response-*` parameters: headers of the reply in place of the stored ones.
 * @throws S3Error `InvalidArgument` for what no header can hold
 */
export function responseOverrides(input: GetObjectRequest | HeadObjectRequest): Readonly<Record<string, string>> {
  const overrides: Record<string, string> = {}
  for (const [parameter, member, name] of OVERRIDES) {
    const value = input[parameter]
    if (value === undefined) continue
    if (/[^\u0000-\u00ff]/.test(value)) throw unwritable(name, value)
    overrides[member] = value
  }
  return overrides
}

function unwritable(name: string, value: string): S3Error {
  return new S3Error('InvalidArgument', {
    message: 'Header value cannot be represented using ISO-8859-1.',
    detail: { ArgumentName: name, ArgumentValue: value },
  })
}
