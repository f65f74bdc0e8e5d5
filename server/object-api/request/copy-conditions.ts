import { S3Error } from '../../../db/model/s3-error.ts'
import { listsEtag } from './etag-list.ts'
import { isModifiedSince, type Validators } from './read-conditions.ts'

export interface CopyConditions {
  readonly CopySourceIfMatch?: string | undefined
  readonly CopySourceIfNoneMatch?: string | undefined
  readonly CopySourceIfModifiedSince?: Date | undefined
  readonly CopySourceIfUnmodifiedSince?: Date | undefined
}

/**
 * Judges a copy's conditions on its source (API Reference, CopyObject): a matching tag outweighs "unmodified since",
 * while "none match" and "modified since" must both hold. Every failure is a 412.
 * @throws S3Error `PreconditionFailed`
 */
export function checkCopyConditions(conditions: CopyConditions, source: Validators): void {
  const { CopySourceIfMatch: match, CopySourceIfNoneMatch: noneMatch } = conditions
  const { CopySourceIfModifiedSince: modifiedSince, CopySourceIfUnmodifiedSince: unmodifiedSince } = conditions
  if (match !== undefined) {
    if (!listsEtag(match, source.etag)) throw failed('If-Match')
  } else if (unmodifiedSince !== undefined && isModifiedSince(source, unmodifiedSince)) {
    throw failed('If-Unmodified-Since')
  }
  if (noneMatch !== undefined && listsEtag(noneMatch, source.etag)) throw failed('If-None-Match')
  if (modifiedSince !== undefined && !isModifiedSince(source, modifiedSince)) throw failed('If-Modified-Since')
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { detail: { Condition: `x-amz-copy-source-${condition}` } })
}
