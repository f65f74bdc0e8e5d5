import { isUtf8 } from 'node:buffer'
import { invalidManifest } from './invalid-manifest.ts'

/** Bytes of a decoded key; S3's own limit. */
const longestKey = 1024

/**
 * The object keys that a manifest's key cells mean, many at a time: one call to decode a block of keys costs a third
 * less than one a key. `rawKeys` are byte strings. Throws `Invalid object key format` when one of them is no key.
 *
 * choice: `+` is a space (reference 5.2 leaves it open); raw bytes outside ASCII are taken as UTF-8.
 */
export function decodeKeys(rawKeys: readonly string[], ascii: boolean): readonly string[] {
  const keys = decodeTogether(rawKeys, ascii) ?? rawKeys.map(decodeKey)
  for (let index = 0; index < rawKeys.length; index++) {
    const rawLength = rawKeys[index]?.length ?? 0
    if (rawLength === 0) throw invalidManifest('key')
    // Decoding never makes a key longer, so nearly all keys pass by the length of their raw text alone.
    if (rawLength > longestKey && Buffer.byteLength(keys[index] ?? '') > longestKey) throw invalidManifest('key')
  }
  return keys
}

/** Undefined when the keys have to be looked at one by one: a line feed in a key, or a bad one among them. */
function decodeTogether(rawKeys: readonly string[], ascii: boolean): readonly string[] | undefined {
  const joined = rawKeys.join('\n')
  const encoded = joined.includes('%')
  if (ascii && !encoded && !joined.includes('+')) return rawKeys
  if (encoded && (joined.includes('%0A') || joined.includes('%0a'))) return undefined
  const text = ascii ? joined : utf8Text(Buffer.from(joined, 'latin1'))
  if (text === undefined) return undefined
  try {
    const spaced = text.replaceAll('+', ' ')
    return (encoded ? decodeURIComponent(spaced) : spaced).split('\n')
  } catch {
    return undefined
  }
}

function decodeKey(rawKey: string): string {
  const bytes = Buffer.allocUnsafe(rawKey.length)
  let length = 0
  for (let index = 0; index < rawKey.length; index++) {
    let byte = rawKey.charCodeAt(index)
    if (byte === 0x25) {
      byte = hexByte(rawKey.slice(index + 1, index + 3))
      index += 2
    } else if (byte === 0x2b) byte = 0x20
    bytes[length++] = byte
  }
  const key = utf8Text(bytes.subarray(0, length))
  if (key === undefined) throw invalidManifest('key')
  return key
}

function hexByte(digits: string): number {
  if (!/^[0-9A-Fa-f]{2}$/.test(digits)) throw invalidManifest('key')
  return Number.parseInt(digits, 16)
}

function utf8Text(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
}
