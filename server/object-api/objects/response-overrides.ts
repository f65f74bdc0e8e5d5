import type { GetObjectRequest, HeadObjectRequest } from '../../protocol/generated/s3-types.ts'

const OVERRIDES = [
  ['ResponseCacheControl', 'CacheControl'],
  ['ResponseContentDisposition', 'ContentDisposition'],
  ['ResponseContentEncoding', 'ContentEncoding'],
  ['ResponseContentLanguage', 'ContentLanguage'],
  ['ResponseContentType', 'ContentType'],
  ['ResponseExpires', 'Expires'],
] as const

/** The `response-*` parameters: headers of the reply in place of the stored ones. */
export function responseOverrides(input: GetObjectRequest | HeadObjectRequest): Readonly<Record<string, string>> {
  const overrides: Record<string, string> = {}
  for (const [parameter, member] of OVERRIDES) {
    const value = input[parameter]
    if (value !== undefined) overrides[member] = value
  }
  return overrides
}
