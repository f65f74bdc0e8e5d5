import type { ChecksumHasher } from './checksum-hasher.ts'

/**
 * CRC64NVME (NVM Express specification; S3's default checksum), eight bytes a step. A 64-bit value is two Int32 halves
 * and each table has one for each half: bigint arithmetic would be about a hundred times slower. Words are read in
 * place as in `crc32c.ts`.
 */
export function createCrc64Nvme(): ChecksumHasher {
  const state: State = { high: -1, low: -1 }
  return {
    update(bytes) {
      const head = Math.min(-bytes.byteOffset & 3, bytes.length)
      const words = ((bytes.length - head) >>> 3) << 1
      byByte(bytes, 0, head, state)
      if (words > 0) byWord(new Int32Array(bytes.buffer, bytes.byteOffset + head, words), state)
      byByte(bytes, head + words * 4, bytes.length, state)
    },
    digest() {
      const bytes = Buffer.allocUnsafe(8)
      bytes.writeInt32BE(~state.high, 0)
      bytes.writeInt32BE(~state.low, 4)
      return bytes
    },
  }
}

interface State {
  high: number
  low: number
}

function byWord(words: Int32Array, state: State): void {
  const low = LOW
  const high = HIGH
  let lo = state.low
  let hi = state.high
  for (let at = 0; at < words.length; at += 2) {
    lo ^= at32(words, at)
    hi ^= at32(words, at + 1)
    const a = 0x700 | (lo & 0xff)
    const b = 0x600 | ((lo >>> 8) & 0xff)
    const c = 0x500 | ((lo >>> 16) & 0xff)
    const d = 0x400 | (lo >>> 24)
    const e = 0x300 | (hi & 0xff)
    const f = 0x200 | ((hi >>> 8) & 0xff)
    const g = 0x100 | ((hi >>> 16) & 0xff)
    const h = hi >>> 24
    lo =
      at32(low, a) ^
      at32(low, b) ^
      at32(low, c) ^
      at32(low, d) ^
      at32(low, e) ^
      at32(low, f) ^
      at32(low, g) ^
      at32(low, h)
    hi =
      at32(high, a) ^
      at32(high, b) ^
      at32(high, c) ^
      at32(high, d) ^
      at32(high, e) ^
      at32(high, f) ^
      at32(high, g) ^
      at32(high, h)
  }
  state.low = lo
  state.high = hi
}

function byByte(bytes: Uint8Array, from: number, to: number, state: State): void {
  for (let at = from; at < to; at++) {
    const index = (state.low ^ (bytes[at] as number)) & 0xff
    state.low = ((state.low >>> 8) | (state.high << 24)) ^ at32(LOW, index)
    state.high = (state.high >>> 8) ^ at32(HIGH, index)
  }
}

const at32 = (array: Int32Array, at: number): number => array[at] as number

/** The reflected polynomial 0x9a6c9329ac4bc9b5 in halves. */
const POLYNOMIAL_HIGH = 0x9a6c9329
const POLYNOMIAL_LOW = 0xac4bc9b5
const HIGH = new Int32Array(8 * 256)
const LOW = new Int32Array(8 * 256)
fillTables()

/** Table k (256 entries from k * 256) advances a byte by k further zero bytes. */
function fillTables(): void {
  for (let byte = 0; byte < 256; byte++) {
    let hi = 0
    let lo = byte
    for (let bit = 0; bit < 8; bit++) {
      const carry = lo & 1
      lo = (lo >>> 1) | (hi << 31)
      hi >>>= 1
      if (carry) {
        lo ^= POLYNOMIAL_LOW
        hi ^= POLYNOMIAL_HIGH
      }
    }
    LOW[byte] = lo
    HIGH[byte] = hi
  }
  for (let index = 256; index < LOW.length; index++) {
    const lo = at32(LOW, index - 256)
    const hi = at32(HIGH, index - 256)
    LOW[index] = ((lo >>> 8) | (hi << 24)) ^ at32(LOW, lo & 0xff)
    HIGH[index] = (hi >>> 8) ^ at32(HIGH, lo & 0xff)
  }
}
