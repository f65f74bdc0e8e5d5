/** The keys of an entry: one, or as many as a count says, with their numbers in them. */
export interface KeyPattern {
  readonly count: number
  readonly key: (number: number) => string
}

export function oneKey(key: string): KeyPattern {
  return { count: 1, key: () => key }
}

/** @returns undefined unless there is just one `%d` or `%06d` in the text */
export function manyKeys(text: string, count: number): KeyPattern | undefined {
  const [before, digits, after, ...more] = text.split(/%(?:0(\d{1,2}))?d/)
  if (before === undefined || after === undefined || more.length > 0) return undefined
  const width = Number(digits ?? 0)
  return { count, key: (number) => before + String(number).padStart(width, '0') + after }
}
