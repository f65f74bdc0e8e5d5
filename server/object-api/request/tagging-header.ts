import type { Tag } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { decodeBytes } from '../../protocol/percent.ts'
import { checkObjectTags } from '../tagging/tag-rules.ts'

/** `x-amz-tagging`: tags as URL query parameters. @throws S3Error `InvalidArgument`, `InvalidTag`, `BadRequest` */
export function taggingHeader(header: string | undefined): readonly Tag[] | undefined {
  if (header === undefined) return undefined
  const tags = header
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => parsePair(pair, header))
  if (new Set(tags.map((tag) => tag.key)).size < tags.length) throw malformed(header)
  checkObjectTags(tags)
  // choice: the header is a map to S3, so its tags come back in the order of their keys.
  return tags.toSorted((left, right) => (left.key < right.key ? -1 : 1))
}

function parsePair(pair: string, header: string): Tag {
  const equals = pair.indexOf('=')
  const key = equals < 0 ? pair : pair.slice(0, equals)
  const value = equals < 0 ? '' : pair.slice(equals + 1)
  try {
    return { key: decoded(key), value: decoded(value) }
  } catch {
    throw malformed(header)
  }
}

/** Bytes that are no UTF-8 become U+FFFD, which no tag may have. @throws URIError for a broken escape */
function decoded(text: string): string {
  const plain = text.replaceAll('+', '%20')
  if (/%(?![0-9A-Fa-f]{2})/.test(plain)) throw new URIError('broken escape')
  return Buffer.from(decodeBytes(Buffer.from(plain).toString('latin1')), 'latin1').toString()
}

function malformed(header: string): S3Error {
  return new S3Error('InvalidArgument', {
    message:
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    detail: { ArgumentName: 'x-amz-tagging', ArgumentValue: header },
  })
}
