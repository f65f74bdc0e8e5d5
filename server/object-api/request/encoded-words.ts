/**
 * RFC 2047: S3 decodes such words in user metadata before storing it, and encodes values that are not US-ASCII before
 * returning them (User Guide, "Working with object metadata").
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value
  return value.replaceAll(/=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?=(?:\s+(?==\?))?/g, (word, charset, coding, text) => {
    const bytes = String(coding).toLowerCase() === 'b' ? Buffer.from(String(text), 'base64') : quoted(String(text))
    try {
      return new TextDecoder(String(charset), { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      return word
    }
  })
}

/** `=?UTF-8?B?…?=` for a value that is not US-ASCII; others as they are. */
export function encodeWords(value: string): string {
  return /^[\u0020-\u007e\t]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}

function quoted(text: string): Buffer {
  const raw = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(raw, 'latin1')
}
