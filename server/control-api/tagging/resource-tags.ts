import type { Tag } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { Tag as WireTag } from '../../protocol/generated/s3control-types.ts'

const MAX_TAGS = 50
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** Tags as S3 Control's resources have them, in the words of the service. @throws S3Error `InvalidTag`, `BadRequest` */
export function resourceTags(tags: readonly WireTag[]): readonly Tag[] {
  const keys = new Set(tags.map(({ Key }) => Key))
  if (keys.size < tags.length) {
    throw invalid('There are duplicate tag keys in your request. Remove the duplicate tag keys and try again.')
  }
  checkNumber(tags)
  for (const { Key, Value } of tags) {
    if (/^aws:/i.test(Key)) {
      throw invalid(
        'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
      )
    }
    if (Key.length < 1 || Key.length > 128 || Value.length > 256 || !ALLOWED.test(Key) || !ALLOWED.test(Value)) {
      throw invalid(
        "This request contains a tag key or value that isn't valid. Valid characters include the following: [a-zA-Z+-=._:/]. Tag keys can contain up to 128 characters. Tag values can contain up to 256 characters.",
      )
    }
  }
  return tags.map(({ Key, Value }) => ({ key: Key, value: Value }))
}

/** @throws S3Error `BadRequest` */
export function checkNumber(tags: readonly unknown[]): void {
  if (tags.length <= MAX_TAGS) return
  throw new S3Error('BadRequest', { message: `A resource cannot have more than ${MAX_TAGS} tags` })
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidTag', { message })
}
