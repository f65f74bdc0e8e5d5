/** Names of annotations. Source: User Guide, "Annotation naming rules". */
import { S3Error } from '../../../db/model/s3-error.ts'

const MAX_NAME_BYTES = 512
/** Letters of any language, digits, underscore, period and hyphen. */
const ALLOWED = /^[\p{L}0-9_.-]*$/u
const RESERVED = /^(aws|s3)/i

/** @throws S3Error `AnnotationNameTooLong`, `InvalidAnnotationName` */
export function checkAnnotationName(name: string): string {
  const detail = { AnnotationName: name }
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw new S3Error('AnnotationNameTooLong', { detail })
  if (name === '' || !ALLOWED.test(name) || RESERVED.test(name)) throw new S3Error('InvalidAnnotationName', { detail })
  return name
}

/**
 * What a listing is narrowed to. choice: a prefix that no name can begin with is invalid, a reserved one is not.
 * @throws S3Error `InvalidPrefix`
 */
export function checkAnnotationPrefix(prefix: string | undefined): string {
  if (prefix === undefined) return ''
  if (Buffer.byteLength(prefix) > MAX_NAME_BYTES || !ALLOWED.test(prefix)) {
    throw new S3Error('InvalidPrefix', { detail: { AnnotationPrefix: prefix } })
  }
  return prefix
}
