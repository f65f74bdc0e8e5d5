/** The emulator's clock as tests move it. */
import type { MovableClock } from '../../db/model/clock.ts'

export interface ClockState {
  /** ISO 8601. */
  readonly now: string
  readonly epochMs: number
  readonly frozen: boolean
}

/** Done in this order: freeze or resume, set, advance. */
export interface ClockChange {
  readonly frozen?: boolean
  /** ISO 8601. */
  readonly now?: string
  /** Milliseconds; may be negative. */
  readonly advanceMs?: number
}

/** The years that every date of the protocols can be written in. */
const LATEST_MS = Date.UTC(9999, 0)

export function clockState(clock: MovableClock): ClockState {
  const epochMs = clock.now()
  return { now: new Date(epochMs).toISOString(), epochMs, frozen: clock.frozen }
}

/**
 * @param body a {@link ClockChange}, not yet checked
 * @returns what is wrong with it, in which case nothing was done
 */
export function changeClock(clock: MovableClock, body: unknown): string | undefined {
  if (!isClockChange(body)) return FORM
  const { frozen, now, advanceMs = 0 } = body
  const start = now === undefined ? clock.now() : Date.parse(now)
  if (Number.isNaN(start)) return `"${now}" is not a time; write it as 2030-01-31T12:00:00Z.`
  if (start + advanceMs < 0 || start + advanceMs > LATEST_MS) return 'The clock runs from 1970 to 9998.'
  if (frozen === true && !clock.frozen) clock.freeze()
  if (frozen === false && clock.frozen) clock.resume()
  if (now !== undefined) clock.set(start)
  if (advanceMs !== 0) clock.advance(advanceMs)
  return undefined
}

const FIELD_TYPES: Readonly<Record<string, string>> = {
  frozen: 'boolean',
  now: 'string',
  advanceMs: 'number',
} satisfies Record<keyof ClockChange, string>

const FORM = `The body is a JSON object with any of ${Object.entries(FIELD_TYPES)
  .map(([name, type]) => `"${name}" (${type})`)
  .join(', ')}.`

function isClockChange(body: unknown): body is ClockChange {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false
  return Object.entries(body).every(
    ([name, value]) => Object.hasOwn(FIELD_TYPES, name) && typeof value === FIELD_TYPES[name],
  )
}
