import { S3Error } from '../../../model/s3-error.ts'
import type { WriteConditions } from '../../object-writes.ts'
import type { VersionRow } from '../rows/version-rows.ts'

/**
 * Conditions of a write against the current version of its key; a delete marker counts as "no object".
 * Source: User Guide, "Conditional requests".
 *
 * @throws S3Error `PreconditionFailed` (412); `NoSuchKey` when `If-Match` meets no object
 */
export function checkWriteConditions(conditions: WriteConditions | undefined, current: VersionRow | undefined): void {
  if (conditions === undefined) return
  const object = current === undefined || current.marker === 1 ? undefined : current
  const { ifMatch, ifNoneMatch, ifMatchSize, ifMatchLastModifiedMs } = conditions
  if (ifNoneMatch !== undefined && object !== undefined && (ifNoneMatch === '*' || ifNoneMatch === object.etag)) {
    throw failed('If-None-Match')
  }
  const demands = ifMatch !== undefined || ifMatchSize !== undefined || ifMatchLastModifiedMs !== undefined
  if (!demands) return
  if (object === undefined) throw new S3Error('NoSuchKey')
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== object.etag) throw failed('If-Match')
  if (ifMatchSize !== undefined && ifMatchSize !== object.size) throw failed('x-amz-if-match-size')
  if (ifMatchLastModifiedMs !== undefined && !sameSecond(ifMatchLastModifiedMs, object.modified_ms)) {
    throw failed('x-amz-if-match-last-modified-time')
  }
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { detail: { Condition: condition } })
}

function sameSecond(left: number, right: number): boolean {
  return Math.floor(left / 1_000) === Math.floor(right / 1_000)
}
