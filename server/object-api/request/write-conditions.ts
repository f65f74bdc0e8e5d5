import { S3Error } from '../../../db/model/s3-error.ts'
import type { WriteConditions } from '../../../db/objects/object-writes.ts'
import { dialectOf } from '../dialect.ts'
import type { ObjectApiSettings } from '../handler.ts'
import { bareEtag } from './etag-list.ts'

interface WriteInput {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}

/**
 * Conditions of PutObject, CopyObject and CompleteMultipartUpload (User Guide, "Conditional writes"); they are judged in
 * the transaction of the write.
 * @throws S3Error `NotImplemented` for those that S3 does not have
 */
export function writeConditions(input: WriteInput, settings: ObjectApiSettings): WriteConditions | undefined {
  const { IfMatch, IfNoneMatch } = input
  if (IfMatch === undefined && IfNoneMatch === undefined) return undefined
  if (dialectOf(settings).wideConditions === 'refused') refuseWide(input)
  return {
    ...(IfMatch === undefined ? {} : { ifMatch: bareEtag(IfMatch) }),
    ...(IfNoneMatch === undefined ? {} : { ifNoneMatch: bareEtag(IfNoneMatch) }),
  }
}

interface DeleteInput {
  readonly etag?: string | undefined
  readonly modified?: Date | undefined
  readonly size?: number | undefined
}

/** Conditions of an entry of DeleteObjects. */
export function deleteConditions(input: DeleteInput): WriteConditions | undefined {
  if (input.etag === undefined && input.modified === undefined && input.size === undefined) return undefined
  return {
    ...(input.etag === undefined ? {} : { ifMatch: bareEtag(input.etag) }),
    ...(input.size === undefined ? {} : { ifMatchSize: input.size }),
    ...(input.modified === undefined ? {} : { ifMatchLastModifiedMs: input.modified.getTime() }),
  }
}

/** Conditions of DeleteObject. @throws S3Error `NotImplemented` for those of directory buckets */
export function singleDeleteConditions(input: DeleteInput, settings: ObjectApiSettings): WriteConditions | undefined {
  if (dialectOf(settings).wideConditions === 'refused') {
    if (input.modified !== undefined) throw notImplemented('x-amz-if-match-last-modified-time')
    if (input.size !== undefined) throw notImplemented('x-amz-if-match-size')
  }
  return deleteConditions(input)
}

/** As AWS was seen to refuse them. */
function refuseWide({ IfMatch, IfNoneMatch }: WriteInput): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    throw notImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request')
  }
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*')
    throw notImplemented('If-None-Match', notAccepted('If-None-Match'))
  if (IfMatch === '*') throw notImplemented('If-Match', notAccepted('If-Match'))
}

function notAccepted(header: string): string {
  return `We don't accept the provided value of ${header} header for this API`
}

function notImplemented(header: string, additionalMessage?: string): S3Error {
  const detail = { Header: header, ...(additionalMessage === undefined ? {} : { additionalMessage }) }
  return new S3Error('NotImplemented', { detail })
}
