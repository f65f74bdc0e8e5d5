/** Numbers, sizes and times as people read them. */

const numbers = new Intl.NumberFormat('en-US')

/** @param {number} value */
export function count(value) {
  return numbers.format(value)
}

/** @param {number} value @param {string} one @param {string} [many] */
export function plural(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** @param {number} bytes */
export function size(bytes) {
  let [value, unit] = [bytes, 0]
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  if (unit === 0) return plural(bytes, 'byte')
  return `${value < 10 ? value.toFixed(1) : count(Math.round(value))} ${UNITS[unit]}`
}

/** @type {readonly (readonly [number, string])[]} */
const SPANS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
]

/** The two largest parts of a span of time. @param {number} ms */
export function span(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const first = SPANS.findIndex(([unit]) => ms >= unit)
  const parts = SPANS.slice(first, first + 2).map(([unit, name], index, all) => {
    const rest = index === 0 ? ms : ms % (all[0]?.[0] ?? 1)
    return { value: Math.floor(rest / unit), name }
  })
  return parts
    .filter(({ value }) => value > 0)
    .map(({ value, name }) => `${value} ${name}`)
    .join(' ')
}

/** To the second. @param {string | number} when */
export function time(when) {
  const date = new Date(when)
  return Number.isNaN(date.getTime()) ? String(when) : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** @param {number} part @param {number} whole */
export function percent(part, whole) {
  if (whole === 0) return '0 %'
  const value = (part / whole) * 100
  // Nearly all is not all, and nearly nothing is something.
  if (value > 99 && part < whole) return `${Math.min(99.9, Math.floor(value * 10) / 10)} %`
  if (value < 1 && part > 0) return `${Math.max(0.1, Math.round(value * 10) / 10)} %`
  return `${Math.round(value)} %`
}
