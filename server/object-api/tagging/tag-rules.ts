import type { Tag } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'

const MAX_OBJECT_TAGS = 10
const MAX_BUCKET_TAGS = 50
const MAX_KEY_LENGTH = 128
const MAX_VALUE_LENGTH = 256
/** User Guide, "Categorizing your objects using tags": letters, spaces and numbers of any language, and `+ - = . _ : / @`. */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** @throws S3Error `BadRequest` (more than ten), `InvalidTag` */
export function checkObjectTags(tags: readonly Tag[]): void {
  if (tags.length > MAX_OBJECT_TAGS) {
    throw new S3Error('BadRequest', { message: `Object tags cannot be greater than ${MAX_OBJECT_TAGS}` })
  }
  checkTags(tags, 'Your TagKey cannot be prefixed with aws:')
}

/** @throws S3Error `BadRequest` (more than fifty), `InvalidTag` */
export function checkBucketTags(tags: readonly Tag[]): void {
  if (tags.length > MAX_BUCKET_TAGS) {
    throw new S3Error('BadRequest', { message: `Bucket tag count cannot be greater than ${MAX_BUCKET_TAGS}` })
  }
  checkTags(tags, 'System tags cannot be added/updated by requester')
}

function checkTags(tags: readonly Tag[], reserved: string): void {
  const keys = new Set<string>()
  for (const { key, value } of tags) {
    if (key === '' || lengthOf(key) > MAX_KEY_LENGTH || !ALLOWED.test(key)) {
      throw invalid('The TagKey you have provided is invalid', { TagKey: key })
    }
    if (key.toLowerCase().startsWith('aws:')) throw invalid(reserved, { TagKey: key })
    if (lengthOf(value) > MAX_VALUE_LENGTH || !ALLOWED.test(value)) {
      throw invalid('The TagValue you have provided is invalid', { TagKey: key, TagValue: value })
    }
    if (keys.has(key)) throw invalid('Cannot provide multiple Tags with the same key', { TagKey: key })
    keys.add(key)
  }
}

/** S3 counts UTF-16 units (User Guide, same page). */
function lengthOf(text: string): number {
  return text.length
}

function invalid(message: string, detail: Readonly<Record<string, string>>): S3Error {
  return new S3Error('InvalidTag', { message, detail })
}
