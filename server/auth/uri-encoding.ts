/**
 * Percent-encoding as SigV4 wants it. Strings hold one byte a character, as Node hands over targets and headers, so that
 * bytes sent raw and bytes sent encoded come out alike.
 */
import { decodeBytes } from '../protocol/percent.ts'

export interface QueryParameter {
  /** Decoded. */
  readonly name: string
  readonly value: string
}

/** The path encoded once, slashes kept, nothing collapsed: S3's canonical form, unlike that of other services. */
export function canonicalPath(path: string): string {
  return PLAIN_PATH.test(path) ? path : encode(decodeBytes(path), PATH_BYTES)
}

/** All parameters but `except`, encoded and sorted by name, then value. A flag like `?uploads` becomes `uploads=`. */
export function canonicalQuery(query: string, except?: string): string {
  if (query === '') return ''
  return parseQuery(query)
    .filter((parameter) => parameter.name !== except)
    .map(({ name, value }) => ({ name: encode(name, QUERY_BYTES), value: encode(value, QUERY_BYTES) }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&')
}

/** choice: a raw `+` in a query stands for a blank, as in forms. */
export function parseQuery(query: string): readonly QueryParameter[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      return equals === -1
        ? { name: decodeQueryPart(part), value: '' }
        : { name: decodeQueryPart(part.slice(0, equals)), value: decodeQueryPart(part.slice(equals + 1)) }
    })
}

const PLAIN_PATH = /^[A-Za-z0-9\-._~/]*$/
const UNRESERVED = /[A-Za-z0-9\-._~]/

const QUERY_BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return UNRESERVED.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})
const PATH_BYTES = QUERY_BYTES.map((text, byte) => (byte === 0x2f ? '/' : text))

function encode(bytes: string, table: readonly string[]): string {
  let encoded = ''
  for (let at = 0; at < bytes.length; at++) encoded += table[bytes.charCodeAt(at) & 0xff] ?? ''
  return encoded
}

function decodeQueryPart(text: string): string {
  const blanks = text.includes('+') ? text.replaceAll('+', ' ') : text
  return blanks.includes('%') ? decodeBytes(blanks) : blanks
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
