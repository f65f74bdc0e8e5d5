import { isReadable } from '../../../db/model/archive.ts'
import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import type { ObjectAddress } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { annotationChecksums } from '../../../db/objects/annotation-checksums.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'
import { againWhenOvertaken } from '../../../db/objects/overtaken.ts'
import type { EntryChecksums } from '../../../db/objects/receipt-store.ts'
import { checksumOfBody } from './checksum-of-body.ts'

type ChecksumSource = Pick<ObjectStore, 'reads' | 'annotations'>

export interface AskedChecksum {
  readonly algorithm: ChecksumAlgorithm
  /** Whether annotations are copied too, which then get checksums of the same algorithm. */
  readonly annotations: boolean
}

/**
 * The checksum that a copy of this entry is to have (CopyObject, `x-amz-checksum-algorithm`). What cannot be copied is
 * left to the copy itself, which says why.
 */
export async function sourceChecksum(
  address: ObjectAddress,
  store: ChecksumSource,
  asked: AskedChecksum,
  nowMs: number,
): Promise<EntryChecksums | undefined> {
  try {
    return await againWhenOvertaken(() => hashSource(address, store, asked, nowMs))
  } catch (error) {
    if (error instanceof S3Error) return undefined
    throw error
  }
}

async function hashSource(
  address: ObjectAddress,
  store: ChecksumSource,
  { algorithm, annotations }: AskedChecksum,
  nowMs: number,
): Promise<EntryChecksums | undefined> {
  const { reads } = store
  const version = await reads.version(address)
  const hidden = version.deleteMarker || version.encryption?.kind === 'SSE-C' || !isReadable(version, nowMs)
  if (hidden) return undefined
  const { digest } = await checksumOfBody(version, reads, algorithm, 'FULL_OBJECT')
  const value = Buffer.from(digest).toString('base64')
  return {
    blob: version.blob,
    checksum: { algorithm, type: 'FULL_OBJECT', value },
    annotations: annotations ? await annotationChecksums(store.annotations, address, algorithm) : undefined,
  }
}
