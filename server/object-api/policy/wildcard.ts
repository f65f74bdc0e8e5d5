import { S3Error } from '../../../db/model/s3-error.ts'

/**
 * Whether a text is what a pattern of `*` (any text) and `?` (one character) describes. No regular expression: those go
 * back for every `*`, and a policy with twenty of them would keep the server busy for years.
 * @throws S3Error `RequestHeaderSectionTooLarge` for a text that no request to S3 could have
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text
  if (text.length > LONGEST_TEXT) throw new S3Error('RequestHeaderSectionTooLarge')
  let [at, from] = [0, 0]
  // Where the last star stands, and what it may have to take next: no earlier star ever has to take more.
  let [star, taken] = [-1, 0]
  while (from < text.length) {
    const sign = pattern[at]
    if (sign === '*') [star, taken] = [at++, from]
    else if (sign === '?') [at, from] = [at + 1, from + widthAt(text, from)]
    else if (sign !== undefined && sign === text[from]) [at, from] = [at + 1, from + 1]
    else if (star < 0) return false
    else {
      taken += widthAt(text, taken)
      at = star + 1
      from = taken
    }
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/**
 * choice: S3 takes no more than 8 KB of headers. What is longer is refused before it is held against a pattern, which takes
 * time by the product of both lengths; to let it match nothing would let it pass a Deny.
 */
const LONGEST_TEXT = 8 * 1024

/** Of a character beyond U+FFFF, which is two code units. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}
