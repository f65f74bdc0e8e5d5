import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import type { ChecksumType } from '../../../db/model/checksum/checksum-type.ts'

export interface ComputedChecksum {
  /** Raw bytes. */
  readonly digest: Uint8Array
  /** Parts that a composite checksum is made of; undefined for one of the full object. */
  readonly parts: number | undefined
}

/**
 * The report's message: members in the order of the user guide's sample, and equals signs escaped as its JSON writer
 * does (reference 7.10).
 *
 * choice: a composite value ends in `-` and the number of parts, as everywhere else in S3; its hex form too.
 */
export function checksumMessage(
  checksum: ComputedChecksum & {
    readonly etag: string
    readonly algorithm: ChecksumAlgorithm
    readonly type: ChecksumType
  },
): string {
  const digest = Buffer.from(checksum.digest)
  const ending = checksum.parts === undefined ? '' : `-${checksum.parts}`
  const text = JSON.stringify({
    checksum_base64: digest.toString('base64') + ending,
    etag: checksum.etag,
    checksumAlgorithm: checksum.algorithm,
    checksumType: checksum.type,
    checksum_hex: digest.toString('hex').toUpperCase() + ending,
  })
  return text.replaceAll('=', '\\u003d')
}
