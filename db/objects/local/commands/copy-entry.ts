import { type Bucket, encryptionKind } from '../../../model/object.ts'
import { checkKey } from '../../../model/object-key.ts'
import { S3Error } from '../../../model/s3-error.ts'
import type { EntryChecksums, EntryCopy } from '../../receipt-store.ts'
import type { NamedEntry } from '../changes/entry-set.ts'
import { requireRow } from '../rows/find-version.ts'
import { toVersion } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { copyObject } from './copy-object.ts'
import { refuseCopySource } from './copy-source.ts'
import { defaultEncryption } from './default-encryption.ts'

/** 5 GB: what CopyObject takes in one call. */
export const MAXIMUM_COPY_BYTES = 5_368_709_120

/** One entry of a copy job. @returns why it was refused */
export function copyEntry(
  context: WriteContext,
  bucket: Bucket,
  { key, versionId }: NamedEntry,
  copy: EntryCopy,
  hashed?: EntryChecksums,
): S3Error | undefined {
  try {
    const row = requireRow(context.db, bucket, key, versionId)
    const source = toVersion(context.db, bucket, row, true)
    const refusal = refuseCopySource(source, context.clock.now(), {
      maximumBytes: MAXIMUM_COPY_BYTES,
      modifiedSinceMs: copy.modifiedSinceMs,
      unmodifiedSinceMs: copy.unmodifiedSinceMs,
      changesNothing:
        copiesOntoItself(bucket, copy) &&
        versionId === undefined &&
        changesNothing(copy) &&
        encryptionKind(defaultEncryption(context.db, bucket)) === encryptionKind(source.encryption),
    })
    if (refusal !== undefined && row.marker === 0) return refusal
    const known = hashed !== undefined && hashed.blob === (row.blob ?? undefined) ? hashed : undefined
    copyObject(context, {
      source: { bucket: bucket.name, key, versionId },
      target: {
        ...copy.target,
        key: checkKey(copy.keyPrefix + key),
        ...(known === undefined ? {} : { checksum: known.checksum }),
      },
      metadata: copy.metadata,
      tagging: copy.tagging,
      annotations: copy.annotations,
      annotationChecksums: known?.annotations,
    })
    return undefined
  } catch (error) {
    if (error instanceof S3Error) return error
    throw error
  }
}

function copiesOntoItself(bucket: Bucket, copy: EntryCopy): boolean {
  return bucket.name === copy.target.bucket && copy.keyPrefix === ''
}

/** What S3 asks of a copy onto itself: that it changes something; the bucket's default encryption may be what does. */
function changesNothing({ metadata, target }: EntryCopy): boolean {
  return (
    metadata === 'copy' &&
    target.storageClass === undefined &&
    target.encryption === undefined &&
    target.headers.websiteRedirectLocation === undefined
  )
}
