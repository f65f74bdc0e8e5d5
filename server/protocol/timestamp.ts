/** The three forms in which the services write a moment. */
import type { TimestampFormat } from './model.ts'

/** `undefined` when the text is in none of the accepted forms, or names no real moment. */
export function parseTimestamp(text: string, format: TimestampFormat): Date | undefined {
  return PARSERS[format](text.trim())
}

export function formatTimestamp(moment: Date, format: TimestampFormat): string {
  return FORMATTERS[format](moment)
}

const PARSERS = {
  'date-time': parseIso,
  'http-date': (text) => parseHttpDate(text) ?? parseIso(text),
  'epoch-seconds': (text) => (/^-?\d{1,12}(\.\d{1,9})?$/.test(text) ? new Date(Number(text) * 1000) : undefined),
} satisfies Record<TimestampFormat, (text: string) => Date | undefined>

const FORMATTERS = {
  'date-time': isoDate,
  'http-date': httpDate,
  'epoch-seconds': (moment) => String(moment.getTime() / 1000),
} satisfies Record<TimestampFormat, (moment: Date) => string>

/**
 * Objects that were written one after the other share their second, and the text takes as long as all other headers of a
 * small reply together.
 */
const httpDates = bySecond((moment) => moment.toUTCString())
/** Up to the point before the milliseconds. */
const isoSeconds = bySecond((moment) => moment.toISOString().slice(0, -'000Z'.length))
const MOST_DATES = 1_000
/** How each millisecond ends a text. */
const MILLISECONDS = Array.from({ length: 1_000 }, (_, ms) => `${String(ms).padStart(3, '0')}Z`)

function httpDate(moment: Date): string {
  return httpDates(Math.floor(moment.getTime() / 1000), moment)
}

function isoDate(moment: Date): string {
  const second = Math.floor(moment.getTime() / 1000)
  return isoSeconds(second, moment) + (MILLISECONDS[moment.getTime() - second * 1000] ?? '')
}

function bySecond(textOf: (moment: Date) => string): (second: number, moment: Date) => string {
  const known = new Map<number, string>()
  return (second, moment) => {
    let text = known.get(second)
    if (text === undefined) {
      text = textOf(moment)
      if (known.size >= MOST_DATES) known.clear()
      known.set(second, text)
    }
    return text
  }
}

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d))$/i

function parseIso(text: string): Date | undefined {
  const [, seconds, fraction = '', sign, hours = '0', minutes = '0'] = ISO.exec(text) ?? []
  if (seconds === undefined) return undefined
  const base = new Date(`${seconds.toUpperCase()}.${fraction.padEnd(3, '0').slice(0, 3)}Z`)
  // A day or hour that does not exist either fails to parse or comes out as another one.
  if (Number.isNaN(base.getTime()) || !base.toISOString().startsWith(seconds.toUpperCase())) return undefined
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return new Date(base.getTime() - (sign === '-' ? -offset : offset))
}

const HTTP_DATES = [
  /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]0000)$/,
  /^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
]

function parseHttpDate(text: string): Date | undefined {
  if (!HTTP_DATES.some((form) => form.test(text))) return undefined
  const moment = new Date(/\d{4}$/.test(text) && !text.includes(',') ? `${text} GMT` : text)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}
