import type { ObjectHeaders } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { storedContentEncoding } from '../../http/body/payload-framing.ts'
import { decodeWords } from './encoded-words.ts'

/** The members that PutObject, CopyObject and CreateMultipartUpload have in common. */
export interface ObjectHeaderInput {
  readonly CacheControl?: string | undefined
  readonly ContentDisposition?: string | undefined
  readonly ContentEncoding?: string | undefined
  readonly ContentLanguage?: string | undefined
  readonly ContentType?: string | undefined
  readonly Expires?: string | undefined
  readonly WebsiteRedirectLocation?: string | undefined
  readonly Metadata?: Readonly<Record<string, string>> | undefined
}

export const DEFAULT_CONTENT_TYPE = 'binary/octet-stream'
const MAX_METADATA_BYTES = 2048

/** System and user metadata of a new object. @throws S3Error `MetadataTooLarge`, `InvalidRedirectLocation` */
export function objectHeaders(input: ObjectHeaderInput): ObjectHeaders {
  const encoding = storedContentEncoding(input.ContentEncoding)
  const metadata = userMetadata(input.Metadata)
  refuseTooMuch(input, encoding)
  return {
    contentType: input.ContentType === undefined || input.ContentType === '' ? DEFAULT_CONTENT_TYPE : input.ContentType,
    ...(input.CacheControl === undefined ? {} : { cacheControl: input.CacheControl }),
    ...(input.ContentDisposition === undefined ? {} : { contentDisposition: input.ContentDisposition }),
    ...(encoding === undefined ? {} : { contentEncoding: encoding }),
    ...(input.ContentLanguage === undefined ? {} : { contentLanguage: input.ContentLanguage }),
    ...(input.Expires === undefined ? {} : { expires: input.Expires }),
    ...(input.WebsiteRedirectLocation === undefined
      ? {}
      : { websiteRedirectLocation: redirectLocation(input.WebsiteRedirectLocation) }),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

/** API Reference, PutObject: the target starts with `/`, `http://` or `https://`. */
function redirectLocation(header: string): string {
  if (/^(\/|https?:\/\/)/.test(header)) return header
  throw new S3Error('InvalidRedirectLocation')
}

const SYSTEM_HEADERS = [
  ['CacheControl', 'cache-control'],
  ['ContentDisposition', 'content-disposition'],
  ['ContentLanguage', 'content-language'],
  ['ContentType', 'content-type'],
  ['Expires', 'expires'],
  ['WebsiteRedirectLocation', 'x-amz-website-redirect-location'],
] as const

/** User Guide, "Working with object metadata": S3's own headers, as they were sent, are 2 KB together, too. */
function refuseTooMuch(input: ObjectHeaderInput, encoding: string | undefined): void {
  let size = encoding === undefined ? 0 : 'content-encoding'.length + Buffer.byteLength(encoding)
  for (const [member, name] of SYSTEM_HEADERS) {
    const value = input[member]
    if (value !== undefined) size += name.length + Buffer.byteLength(value)
  }
  if (size > MAX_METADATA_BYTES) throw tooLarge(size)
}

/** User Guide, "Working with object metadata": keys and values in UTF-8 are 2 KB together. */
function userMetadata(
  metadata: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  if (metadata === undefined) return undefined
  const entries = Object.entries(metadata).map(([name, value]) => [name, decodeWords(value)] as const)
  const size = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (size > MAX_METADATA_BYTES) throw tooLarge(size)
  return Object.fromEntries(entries)
}

function tooLarge(size: number): S3Error {
  return new S3Error('MetadataTooLarge', {
    detail: { Size: String(size), MaxSizeAllowed: String(MAX_METADATA_BYTES) },
  })
}
