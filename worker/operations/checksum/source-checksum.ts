import { isReadable } from '../../../db/model/archive.ts'
import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import type { ObjectAddress } from '../../../db/model/object.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectReads } from '../../../db/objects/object-reads.ts'
import { againWhenOvertaken } from '../../../db/objects/overtaken.ts'
import type { SourceChecksum } from '../../../db/objects/receipt-store.ts'
import { checksumOfBody } from './checksum-of-body.ts'

/**
 * The checksum that a copy of this entry is to have (CopyObject, `x-amz-checksum-algorithm`). What cannot be copied is
 * left to the copy itself, which says why.
 */
export async function sourceChecksum(
  address: ObjectAddress,
  reads: ObjectReads,
  algorithm: ChecksumAlgorithm,
  nowMs: number,
): Promise<SourceChecksum | undefined> {
  try {
    return await againWhenOvertaken(() => hashSource(address, reads, algorithm, nowMs))
  } catch (error) {
    if (error instanceof S3Error) return undefined
    throw error
  }
}

async function hashSource(
  address: ObjectAddress,
  reads: ObjectReads,
  algorithm: ChecksumAlgorithm,
  nowMs: number,
): Promise<SourceChecksum | undefined> {
  const version = await reads.version(address)
  const hidden = version.deleteMarker || version.encryption?.kind === 'SSE-C' || !isReadable(version, nowMs)
  if (hidden) return undefined
  const { digest } = await checksumOfBody(version, reads, algorithm, 'FULL_OBJECT')
  const value = Buffer.from(digest).toString('base64')
  return { blob: version.blob, checksum: { algorithm, type: 'FULL_OBJECT', value } }
}
