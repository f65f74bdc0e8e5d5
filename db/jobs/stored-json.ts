/**
 * JSON that keeps dates: a decoded request holds `Date` where AWS's model says timestamp, and DescribeJob gives it back.
 * A date is written as `{"$date": milliseconds}`.
 */
export function toStoredJson(value: unknown): string {
  return JSON.stringify(tagDates(value))
}

export function fromStoredJson(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => dateOf(value) ?? value)
}

/** The same text for equal values, whatever the order of their members; members that are undefined do not count. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(tagDates(value, true))
}

const MARK = '$date'

function tagDates(value: unknown, sorted = false): unknown {
  if (value instanceof Date) return { [MARK]: value.getTime() }
  if (Array.isArray(value)) return value.map((each) => tagDates(each, sorted))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  if (sorted) entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.map(([name, each]) => [name, tagDates(each, sorted)]))
}

function dateOf(value: unknown): Date | undefined {
  if (typeof value !== 'object' || value === null || !(MARK in value)) return undefined
  const { [MARK]: ms, ...others } = value
  return typeof ms === 'number' && Object.keys(others).length === 0 ? new Date(ms) : undefined
}
