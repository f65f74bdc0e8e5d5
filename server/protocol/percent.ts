/** Percent-decoding of what stands in a request line. Bytes that are no UTF-8 are refused, never replaced. */
import { ProtocolError } from './protocol-error.ts'

/**
 * Decodes a path, or one segment of it. A `+` stays a plus.
 * @throws ProtocolError `InvalidURI`
 */
export function decodePath(raw: string): string {
  if (!raw.includes('%') && isAscii(raw)) return raw
  try {
    return decodeURIComponent(utf8FromLatin1(raw))
  } catch {
    throw new ProtocolError('InvalidURI', "Couldn't parse the specified URI.", { value: raw })
  }
}

/**
 * Decodes a name or a value of the query, where S3 reads `+` as a blank.
 * @throws ProtocolError `InvalidURI`
 */
export function decodeQueryComponent(raw: string): string {
  return decodePath(raw.includes('+') ? raw.replaceAll('+', ' ') : raw)
}

/** Bytes as Latin-1, escaped or not. A `%` that is not followed by two hex digits stands for itself. */
export function decodeBytes(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(text)
}

/** Node gives a request line's raw bytes as Latin-1; clients that do not escape send UTF-8. */
function utf8FromLatin1(raw: string): string {
  if (isAscii(raw) || !/^[\u0000-\u00ff]*$/.test(raw)) return raw
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(raw, 'latin1'))
}
