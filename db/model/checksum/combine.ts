import type { CrcAlgorithm } from './algorithm.ts'

/**
 * The CRC of `left ++ right` from the CRCs of both and the length of the right side in bytes, without reading a byte:
 * how a FULL_OBJECT checksum is made of parts. A CRC is a polynomial over GF(2); appending n bytes multiplies the left
 * one by x^(8n) modulo the generator.
 */
export function combineCrc(
  algorithm: CrcAlgorithm,
  left: Uint8Array,
  right: Uint8Array,
  rightLength: number,
): Uint8Array {
  const field = FIELDS[algorithm]
  const joined = multiply(field, field.shiftBy(rightLength), toBigInt(left)) ^ toBigInt(right)
  return Buffer.from(joined.toString(16).padStart(field.bits / 4, '0'), 'hex')
}

interface Field {
  readonly bits: number
  /** The generator, reflected, without its top term. */
  readonly polynomial: bigint
  readonly shiftBy: (bytes: number) => bigint
}

function createField(bits: number, polynomial: bigint): Field {
  // Parts of one upload are nearly always of one size, so the last factor is the next one too.
  let lastBytes = -1
  let lastFactor = 0n
  const field: Field = {
    bits,
    polynomial,
    shiftBy(bytes) {
      if (bytes !== lastBytes) {
        lastFactor = powerOfX(field, BigInt(bytes) * 8n)
        lastBytes = bytes
      }
      return lastFactor
    },
  }
  return field
}

const FIELDS: Readonly<Record<CrcAlgorithm, Field>> = {
  CRC32: createField(32, 0xedb88320n),
  CRC32C: createField(32, 0x82f63b78n),
  CRC64NVME: createField(64, 0x9a6c9329ac4bc9b5n),
}

/** a * b modulo the generator. Reflected: the highest bit is x^0, and multiplying by x is a shift to the right. */
function multiply(field: Field, a: bigint, b: bigint): bigint {
  let product = 0n
  let shifted = b
  for (let bit = 1n << BigInt(field.bits - 1); bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ field.polynomial : shifted >> 1n
  }
  return product
}

function powerOfX(field: Field, exponent: bigint): bigint {
  const one = 1n << BigInt(field.bits - 1)
  let result = one
  let square = one >> 1n
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(field, square, result)
    square = multiply(field, square, square)
  }
  return result
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}
