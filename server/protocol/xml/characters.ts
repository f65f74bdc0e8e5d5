/** XML 1.0's rules for single characters: what may stand in a document and how the rest is written. */
import { XmlError } from './xml-error.ts'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const TO_ESCAPE = /[&<>"\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/
const EACH_TO_ESCAPE = new RegExp(TO_ESCAPE.source, 'g')
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

/**
 * Text as it stands in an element or attribute. Control characters become numeric references, also those that XML 1.0
 * cannot carry: S3 does the same (`&#x1;`), which is why it offers `encoding-type=url`.
 */
export function escapeXml(text: string): string {
  return TO_ESCAPE.test(text) ? text.replace(EACH_TO_ESCAPE, escapeCharacter) : text
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

function escapeCharacter(character: string): string {
  return ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`
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
