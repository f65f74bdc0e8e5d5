/**
 * Manifest text is handled as "byte strings": one character a byte, U+0000 to U+00FF. Searching and slicing them is
 * fast, their lengths are byte counts, and what is copied into a report stays byte for byte.
 */
export function byteStringOf(text: string): string {
  return isAsciiText(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

/** The text whose UTF-8 bytes a byte string holds; bytes that are not UTF-8 become U+FFFD. */
export function textOf(byteString: string): string {
  return isAsciiText(byteString) ? byteString : Buffer.from(byteString, 'latin1').toString('utf8')
}

export function isAsciiText(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text)
}
