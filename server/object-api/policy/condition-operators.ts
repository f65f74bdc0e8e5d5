/** IAM's condition operators (IAM User Guide, "IAM JSON policy elements: Condition operators"). */
import { BlockList, isIP } from 'node:net'
import { entryOf } from '../../../db/model/entry-of.ts'
import type { PolicyCondition } from './policy-document.ts'
import { matchesPattern } from './wildcard.ts'

type Test = (value: string, wanted: string) => boolean

/** Values of a condition key in a request; undefined when the request has none. */
export type ContextValues = (key: string) => readonly string[] | undefined

/** Whether a condition holds. One with an operator nobody knows does not. */
export function conditionHolds({ operator, key, values }: PolicyCondition, context: ContextValues): boolean {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? []
  const actual = context(key)
  if (name === 'Null') return values.some((value) => (actual === undefined) === (value.toLowerCase() === 'true'))
  const negated = entryOf(NEGATED, name)
  const test = entryOf(TESTS, negated ?? name)
  if (test === undefined) return false
  if (actual === undefined || actual.length === 0) {
    return ifExists !== undefined || quantifier === 'ForAllValues' || negated !== undefined
  }
  const matches = (value: string): boolean => values.some((wanted) => test(value, wanted)) !== (negated !== undefined)
  return quantifier === 'ForAllValues' || (negated !== undefined && quantifier === undefined)
    ? actual.every(matches)
    : actual.some(matches)
}

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
}

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => matchesPattern(wanted, value),
  ArnEquals: (value, wanted) => matchesPattern(wanted, value),
  ArnLike: (value, wanted) => matchesPattern(wanted, value),
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  BinaryEquals: (value, wanted) => value === wanted,
  ...compared('Numeric', Number),
  ...compared('Date', dateOf),
  IpAddress: isInRange,
}

function compared(kind: string, parse: (text: string) => number): Record<string, Test> {
  return {
    [`${kind}Equals`]: (value, wanted) => parse(value) === parse(wanted),
    [`${kind}LessThan`]: (value, wanted) => parse(value) < parse(wanted),
    [`${kind}LessThanEquals`]: (value, wanted) => parse(value) <= parse(wanted),
    [`${kind}GreaterThan`]: (value, wanted) => parse(value) > parse(wanted),
    [`${kind}GreaterThanEquals`]: (value, wanted) => parse(value) >= parse(wanted),
  }
}

/** ISO 8601, or seconds since the epoch. */
function dateOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text)
}

function isInRange(value: string, wanted: string): boolean {
  const [address = '', bits] = wanted.split('/')
  const family = isIP(address)
  if (family === 0) return false
  const plain = value.replace(/^::ffff:(?=\d+\.)/i, '')
  const prefix = bits === undefined ? WIDTHS[family] : prefixOf(bits)
  if (prefix === undefined || prefix > (WIDTHS[family] ?? 0) || isIP(plain) !== family) return false
  const type = family === 6 ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  list.addSubnet(address, prefix, type)
  return list.check(plain, type)
}

/** Bits of an address, by its version; there is no version 0. */
const WIDTHS: Readonly<Partial<Record<number, number>>> = { 4: 32, 6: 128 }

/** choice: a range whose length is no number has nothing in it, as one whose address is none. */
function prefixOf(bits: string): number | undefined {
  return /^\d{1,3}$/.test(bits) ? Number(bits) : undefined
}
