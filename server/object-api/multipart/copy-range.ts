import { S3Error, type S3ErrorCode } from '../../../db/model/s3-error.ts'
import type { ByteRange } from '../../../db/objects/object-reads.ts'
import type { Dialect } from '../dialect.ts'

/**
 * `x-amz-copy-source-range`, which is stricter than `Range`: both ends, and both within the object.
 * @throws S3Error `InvalidArgument`, the dialect's when it ends behind the object, `InvalidRequest` when it begins behind the object
 */
export function copyRange(header: string, size: number, { longCopyRange }: Dialect): ByteRange {
  const match = /^bytes=(\d{1,16})-(\d{1,16})$/.exec(header)
  const [start, end] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || start > end) {
    throw invalid(
      'InvalidArgument',
      header,
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    )
  }
  if (end < size) return { start, end }
  if (start < size)
    throw invalid(longCopyRange, header, `Range specified is not valid for source object of size: ${size}`)
  throw new S3Error('InvalidRequest', { message: 'The specified copy range is invalid for the source object size' })
}

function invalid(code: S3ErrorCode, header: string, message: string): S3Error {
  const detail = { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header }
  return new S3Error(code, { message, detail })
}
