import { S3Error } from '../../../db/model/s3-error.ts'
import { listsEtag } from './etag-list.ts'

export interface ReadConditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
  readonly IfModifiedSince?: Date | undefined
  readonly IfUnmodifiedSince?: Date | undefined
}

export interface Validators {
  /** Without quotes. */
  readonly etag: string
  readonly modifiedMs: number
}

/**
 * Judges the conditions of GetObject and HeadObject (API Reference, GetObject): a tag condition that is given makes the
 * date condition beside it void.
 * @throws S3Error `PreconditionFailed` (412) or `NotModified` (304)
 */
export function checkReadConditions(conditions: ReadConditions, object: Validators): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions
  if (IfMatch !== undefined) {
    if (!listsEtag(IfMatch, object.etag)) throw failed('If-Match')
  } else if (IfUnmodifiedSince !== undefined && isModifiedSince(object, IfUnmodifiedSince)) {
    throw failed('If-Unmodified-Since')
  }
  if (IfNoneMatch !== undefined) {
    if (listsEtag(IfNoneMatch, object.etag)) throw notModified(object)
  } else if (IfModifiedSince !== undefined && !isModifiedSince(object, IfModifiedSince)) {
    throw notModified(object)
  }
}

/** HTTP dates have whole seconds. */
export function isModifiedSince(object: Validators, date: Date): boolean {
  return Math.floor(object.modifiedMs / 1000) > Math.floor(date.getTime() / 1000)
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { detail: { Condition: condition } })
}

function notModified(object: Validators): S3Error {
  return new S3Error('NotModified', {
    headers: { etag: `"${object.etag}"`, 'last-modified': new Date(object.modifiedMs).toUTCString() },
  })
}
