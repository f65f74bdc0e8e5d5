/** `20130524T000000Z` as milliseconds since the epoch; undefined for any other form or no such date. */
export function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  return parsed(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

/** A `Date` header, in any of the forms clients use. */
export function parseHttpDate(text: string): number | undefined {
  return parsed(text)
}

/** The form `20130524T000000Z`. */
export function formatAmzDate(epochMs: number): string {
  return `${new Date(epochMs).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`
}

function parsed(text: string): number | undefined {
  const epochMs = Date.parse(text)
  return Number.isNaN(epochMs) ? undefined : epochMs
}
