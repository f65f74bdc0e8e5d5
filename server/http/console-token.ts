/**
 * What the console's page has and no other page of this origin: objects of type text/html are pages of the same origin,
 * and nothing else tells a request of theirs from one of the console's (docs/decisions/012).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface ConsoleToken {
  readonly text: string
  /** The request carries it. */
  readonly isIn: (headers: IncomingHttpHeaders) => boolean
}

export const CONSOLE_TOKEN_HEADER = 'x-console-token'

/** Another one with each start. */
export function createConsoleToken(): ConsoleToken {
  const text = randomBytes(32).toString('base64url')
  const expected = Buffer.from(text)
  return {
    text,
    isIn(headers) {
      const given = headers[CONSOLE_TOKEN_HEADER]
      if (typeof given !== 'string') return false
      const bytes = Buffer.from(given)
      return bytes.length === expected.length && timingSafeEqual(bytes, expected)
    },
  }
}
