/** Headers as Node gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** A header's value; repeated ones joined by a comma. */
export function headerValue(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name]
  return value === undefined || typeof value === 'string' ? value : value.join(',')
}

/** `Content-Length` in bytes; undefined when absent or not a number. */
export function contentLengthOf(headers: RequestHeaders): number | undefined {
  return parseLength(headerValue(headers, 'content-length'))
}

/** A count of bytes in plain decimal digits, as far as numbers are exact. */
export function parseLength(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined
  const length = Number(text)
  return Number.isSafeInteger(length) ? length : undefined
}
