/** XML 1.0's rules for single characters: what may stand in a document and how the rest is written. */
import { XmlError } from './xml-error.ts'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const TO_ESCAPE = /[&<>"\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/
const FIRST_HIGH = 0xfffe
/** What stands for the characters below U+00A0, and for U+FFFE and U+FFFF; undefined: they stand for themselves. */
const LOW_REFERENCES = Array.from({ length: 0xa0 }, (_, code) => referenceFor(code))
const HIGH_REFERENCES = [referenceFor(FIRST_HIGH), referenceFor(FIRST_HIGH + 1)]
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

/**
 * Text as it stands in an element or attribute. Control characters become numeric references, also those that XML 1.0
 * cannot carry: S3 does the same (`&#x1;`), which is why it offers `encoding-type=url`.
 */
export function escapeXml(text: string): string {
  return TO_ESCAPE.test(text) ? escapeEach(text) : text
}

/** By hand: a regular expression that replaces takes twice as long, and every ETag has its quotes. */
function escapeEach(text: string): string {
  let escaped = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const reference = code < FIRST_HIGH ? LOW_REFERENCES[code] : HIGH_REFERENCES[code - FIRST_HIGH]
    if (reference === undefined) continue
    escaped += text.slice(from, at) + reference
    from = at + 1
  }
  return escaped + text.slice(from)
}

/** The same for an attribute's value, where fast-xml-parser's builder escapes apostrophes as well. */
export function escapeXmlAttribute(text: string): string {
  return escapeXml(text).replaceAll("'", '&apos;')
}

/**
 * Decodes the five named entities and numeric references, once.
 * @throws XmlError for any other entity and for a reference to no legal character
 */
export function unescapeXml(text: string): string {
  return text.includes('&') ? text.replace(/&([^;&]{0,12};?)/g, (_, reference: string) => resolve(reference)) : text
}

/** @throws XmlError when a character stands in the document that XML 1.0 does not allow there */
export function assertLegalCharacters(text: string): void {
  if (ILLEGAL.test(text)) throw new XmlError('The document holds a character that XML does not allow.')
}

function referenceFor(code: number): string | undefined {
  const character = String.fromCharCode(code)
  if (!TO_ESCAPE.test(character)) return undefined
  return ESCAPES[character] ?? `&#x${code.toString(16).toUpperCase()};`
}

function resolve(reference: string): string {
  if (!reference.endsWith(';')) throw new XmlError('An ampersand begins no entity.')
  const name = reference.slice(0, -1)
  const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined
  if (named !== undefined) return named
  const [, hexadecimal, decimal] = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name) ?? []
  if (hexadecimal === undefined && decimal === undefined) throw new XmlError('The document uses an unknown entity.')
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\uffff'
  if (ILLEGAL.test(character)) throw new XmlError('A numeric reference names no legal character.')
  return character
}
