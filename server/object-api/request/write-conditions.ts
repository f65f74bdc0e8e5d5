import type { WriteConditions } from '../../../db/objects/object-writes.ts'
import { bareEtag } from './etag-list.ts'

/**
 * Conditions of PutObject, CopyObject and CompleteMultipartUpload (User Guide, "Conditional writes"); they are judged in
 * the transaction of the write.
 * choice: S3 documents `If-None-Match` on writes for `*` only; a tag there is judged like on reads.
 */
export function writeConditions(input: {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}): WriteConditions | undefined {
  const { IfMatch, IfNoneMatch } = input
  if (IfMatch === undefined && IfNoneMatch === undefined) return undefined
  return {
    ...(IfMatch === undefined ? {} : { ifMatch: bareEtag(IfMatch) }),
    ...(IfNoneMatch === undefined ? {} : { ifNoneMatch: bareEtag(IfNoneMatch) }),
  }
}

/** Conditions of DeleteObject and of an entry of DeleteObjects. */
export function deleteConditions(input: {
  readonly etag?: string | undefined
  readonly modified?: Date | undefined
  readonly size?: number | undefined
}): WriteConditions | undefined {
  if (input.etag === undefined && input.modified === undefined && input.size === undefined) return undefined
  return {
    ...(input.etag === undefined ? {} : { ifMatch: bareEtag(input.etag) }),
    ...(input.size === undefined ? {} : { ifMatchSize: input.size }),
    ...(input.modified === undefined ? {} : { ifMatchLastModifiedMs: input.modified.getTime() }),
  }
}
