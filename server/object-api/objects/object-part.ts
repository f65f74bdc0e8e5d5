import type { ObjectPart, ObjectVersion } from '../../../db/model/object.ts'
import { S3Error, type S3ErrorCode } from '../../../db/model/s3-error.ts'
import type { ByteRange } from '../../../db/objects/object-reads.ts'

const MAX_PARTS = 10_000

export interface LocatedPart {
  /** Undefined for an empty part. */
  readonly range: ByteRange | undefined
  /** Undefined for an object that was not uploaded in parts: all of it is its part 1. */
  readonly part: ObjectPart | undefined
}

/**
 * Where a part of an object lies.
 * @param missing the code for a part that is not there
 * @throws S3Error `InvalidArgument`
 */
export function locatePart(version: ObjectVersion, number: number, missing: S3ErrorCode): LocatedPart {
  if (number < 1 || number > MAX_PARTS) {
    throw new S3Error('InvalidArgument', {
      message: `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
      detail: { ArgumentName: 'partNumber', ArgumentValue: String(number) },
    })
  }
  const parts = version.parts ?? [{ number: 1, size: version.size }]
  let start = 0
  for (const part of parts) {
    if (part.number === number) {
      const range = part.size === 0 ? undefined : { start, end: start + part.size - 1 }
      return { range, part: version.parts === undefined ? undefined : part }
    }
    start += part.size
  }
  throw new S3Error(missing, {
    detail: { PartNumberRequested: String(number), ActualPartCount: String(parts.length) },
  })
}
