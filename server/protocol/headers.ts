/** The form in which Node's `request.headers` gives headers: lower-case names, values as Latin-1. */
export type WireHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** One header's value, repeated ones joined by a comma as S3 does, its bytes read as UTF-8 where they are that. */
export function headerValue(headers: WireHeaders, name: string): string | undefined {
  const raw = headers[name]
  if (raw === undefined) return undefined
  return utf8(typeof raw === 'string' ? raw : raw.join(','))
}

/** The opposite way: a header's value as Node wants it, UTF-8 bytes as Latin-1, control characters as blanks. */
export function wireHeaderValue(value: string): string {
  if (PLAIN.test(value)) return value
  const bare = value.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ')
  return /^[\u0000-\u007f]*$/.test(bare) ? bare : Buffer.from(bare, 'utf8').toString('latin1')
}

const PLAIN = /^[\t\x20-\x7e]*$/

/** Whether a header may end with this; RFC 9110, "token". */
export function isHeaderToken(text: string): boolean {
  return TOKEN.test(text)
}

const TOKEN = /^[\w!#$%&'*+.^`|~-]*$/

function utf8(raw: string): string {
  if (!/[\u0080-\u00ff]/.test(raw) || /[^\u0000-\u00ff]/.test(raw)) return raw
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(raw, 'latin1'))
  } catch {
    return raw
  }
}
