import { isReadable } from '../../../model/archive.ts'
import type { ObjectVersion } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'

export interface CopySourceRules {
  readonly maximumBytes: number
  readonly modifiedSinceMs?: number | undefined
  readonly unmodifiedSinceMs?: number | undefined
  /** The copy would go onto itself and change nothing. */
  readonly changesNothing: boolean
}

/** Why CopyObject would not take this source. Source: API Reference, CopyObject. */
export function refuseCopySource(source: ObjectVersion, now: number, rules: CopySourceRules): S3Error | undefined {
  if (source.size > rules.maximumBytes) {
    const message = `The specified copy source is larger than the maximum allowable size for a copy source: ${rules.maximumBytes}`
    return new S3Error('InvalidRequest', { message })
  }
  if (rules.changesNothing) {
    return new S3Error('InvalidRequest', {
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    })
  }
  if (source.encryption?.kind === 'SSE-C') {
    return new S3Error('InvalidRequest', {
      message:
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    })
  }
  if (!isReadable(source, now)) {
    return new S3Error('InvalidObjectState', {
      message: "Operation is not valid for the source object's storage class",
    })
  }
  const tooOld = rules.modifiedSinceMs !== undefined && source.modifiedMs <= rules.modifiedSinceMs
  const tooNew = rules.unmodifiedSinceMs !== undefined && source.modifiedMs > rules.unmodifiedSinceMs
  return tooOld || tooNew ? new S3Error('PreconditionFailed') : undefined
}
