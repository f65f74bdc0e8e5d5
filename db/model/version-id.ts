import { hash } from 'node:crypto'

/**
 * Version ids look like S3's (32 characters) and are a pure function of the version's place in the order of writes, so
 * they need no column, and an id leads straight to its row. `SEQ_TOP - n` is stored as the version's `seq`, which makes
 * the newest version of a key its first row.
 */
export const NULL_VERSION = 'null'

const SEQ_TOP = Number.MAX_SAFE_INTEGER
const NUMBER_BYTES = 8
const SEAL_BYTES = 16

/** The place in the order of writes → the stored `seq`; the same function leads back. */
export function seqOf(writeNumber: number): number {
  return SEQ_TOP - writeNumber
}

/** The version id of a stored `seq`: the write's number under a mask that its own seal gives, then the seal. */
export function versionIdOf(seq: number): string {
  const plain = Buffer.alloc(NUMBER_BYTES)
  plain.writeBigUInt64BE(BigInt(seqOf(seq)))
  const seal = sealOf(plain)
  return Buffer.concat([masked(plain, seal), seal])
    .toString('base64url')
    .replaceAll('-', '.')
}

/**
 * The `seq` that a version id names, or undefined when the text cannot be one.
 * S3 answers a text that is no version id with `InvalidArgument`, an unknown id with `NoSuchVersion`.
 */
export function seqOfVersionId(versionId: string): number | undefined {
  if (!/^[A-Za-z0-9._]{32}$/.test(versionId)) return undefined
  const bytes = Buffer.from(versionId.replaceAll('.', '-'), 'base64url')
  const seal = bytes.subarray(NUMBER_BYTES)
  const plain = masked(bytes.subarray(0, NUMBER_BYTES), seal)
  if (!sealOf(plain).equals(seal)) return undefined
  return seqOf(Number(plain.readBigUInt64BE()))
}

function sealOf(plain: Uint8Array): Buffer {
  return hash('sha256', plain, 'buffer').subarray(0, SEAL_BYTES)
}

function masked(bytes: Uint8Array, seal: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (seal[index] ?? 0)))
}
