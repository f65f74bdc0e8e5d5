import type { ChecksumAlgorithm } from '../../../db/model/checksum/algorithm.ts'
import type { ObjectChecksum } from '../../../db/model/object.ts'

/** The member that carries a checksum in inputs and outputs: `ChecksumCRC32`. */
export function checksumMember(algorithm: ChecksumAlgorithm): `Checksum${ChecksumAlgorithm}` {
  return `Checksum${algorithm}`
}

/** `ChecksumCRC32` and `ChecksumType` of an object that has a checksum. */
export function checksumMembers(checksum: ObjectChecksum | undefined): Readonly<Record<string, string>> {
  if (checksum === undefined) return {}
  return { [checksumMember(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }
}
