/** Above every key, in the order of UTF-8 bytes; keys have 1,024 bytes at the most. */
export const HIGHEST_KEY = '\u{10ffff}'.repeat(257)

/** The order of keys in S3: that of their UTF-8 bytes, which differs from that of JavaScript's strings. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}

/** The text that follows every text beginning with `prefix`, in the order of UTF-8 bytes; undefined when there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix)
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? 0
    const next = last === 0xd7_ff ? 0xe0_00 : last + 1
    if (next <= 0x10_ff_ff) return points.join('') + String.fromCodePoint(next)
  }
  return undefined
}

/** What a key is rolled up to under a delimiter; undefined when it stands for itself. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || delimiter === '') return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at === -1 ? undefined : key.slice(0, at + delimiter.length)
}
