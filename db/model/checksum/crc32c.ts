/**
 * CRC32C (Castagnoli, reflected), eight bytes a step; same shape as `zlib.crc32`: pass the last value to go on.
 * Reads 32-bit words in place, so single bytes up to the first word boundary; needs a little-endian machine, as all
 * that Node's releases and better-sqlite3's prebuilt binaries are made for are (s390x apart).
 */
export function crc32c(bytes: Uint8Array, value = 0): number {
  const head = Math.min(-bytes.byteOffset & 3, bytes.length)
  const words = ((bytes.length - head) >>> 3) << 1
  let crc = byByte(bytes, 0, head, ~value)
  if (words > 0) crc = byWord(new Int32Array(bytes.buffer, bytes.byteOffset + head, words), crc)
  return ~byByte(bytes, head + words * 4, bytes.length, crc) >>> 0
}

function byWord(words: Int32Array, value: number): number {
  const tables = TABLES
  let crc = value
  for (let at = 0; at < words.length; at += 2) {
    const first = crc ^ at32(words, at)
    const second = at32(words, at + 1)
    crc =
      at32(tables, 0x700 | (first & 0xff)) ^
      at32(tables, 0x600 | ((first >>> 8) & 0xff)) ^
      at32(tables, 0x500 | ((first >>> 16) & 0xff)) ^
      at32(tables, 0x400 | (first >>> 24)) ^
      at32(tables, 0x300 | (second & 0xff)) ^
      at32(tables, 0x200 | ((second >>> 8) & 0xff)) ^
      at32(tables, 0x100 | ((second >>> 16) & 0xff)) ^
      at32(tables, second >>> 24)
  }
  return crc
}

function byByte(bytes: Uint8Array, from: number, to: number, value: number): number {
  let crc = value
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ at32(TABLES, (crc ^ (bytes[at] as number)) & 0xff)
  return crc
}

/** Always in range; `as number` costs nothing, where `?? 0` would cost a branch each. */
const at32 = (array: Int32Array, at: number): number => array[at] as number

const POLYNOMIAL = 0x82f63b78
const TABLES = buildTables()

/** Table k (256 entries from k * 256) advances a byte by k further zero bytes. */
function buildTables(): Int32Array {
  const tables = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    tables[byte] = crc
  }
  for (let index = 256; index < tables.length; index++) {
    const before = at32(tables, index - 256)
    tables[index] = (before >>> 8) ^ at32(tables, before & 0xff)
  }
  return tables
}
