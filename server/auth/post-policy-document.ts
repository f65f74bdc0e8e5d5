import { S3Error } from '../../db/model/s3-error.ts'

/** A policy a browser form was signed with. Source: API Reference, "POST policy". */
export interface PostPolicyDocument {
  readonly expiresAtMs: number
  readonly conditions: readonly PostCondition[]
}

export type PostCondition =
  | {
      readonly kind: 'eq' | 'starts-with'
      readonly field: string
      readonly value: string
      readonly source: readonly unknown[]
    }
  | { readonly kind: 'content-length-range'; readonly min: number; readonly max: number }
  /** Well-formed, and such that no form can meet it. */
  | { readonly kind: 'unmeetable'; readonly source: readonly unknown[] }

/** Reads the base64 JSON. Throws `InvalidPolicyDocument`. */
export function parsePostPolicy(base64: string): PostPolicyDocument {
  const { expiration, conditions, ...others } = parseJson(decoded(base64))
  if (expiration === undefined) throw invalid('Policy missing expiration.')
  if (conditions === undefined) throw invalid('Policy missing conditions.')
  if (!Array.isArray(conditions)) throw invalid("Invalid 'conditions' value: must be a List.")
  const [other] = Object.keys(others)
  if (other !== undefined) throw invalid(`Unexpected: "${other}"`)
  return { expiresAtMs: parseExpiration(expiration), conditions: conditions.map(parseCondition) }
}

function decoded(base64: string): string {
  const text = base64.replaceAll(/\s/g, '')
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw invalid('invalid Base64 encoding.')
  return Buffer.from(text, 'base64').toString('utf8')
}

/** The policy may escape `$` and a vertical tab with a backslash, which JSON does not know. */
function parseJson(text: string): Readonly<Record<string, unknown>> {
  const json = text.replaceAll(/\\[^]/g, (escape) => ({ '\\$': '$', '\\v': '\\u000b' })[escape] ?? escape)
  const document = parsed(json)
  if (!isRecord(document)) throw invalid('Invalid JSON.')
  return document
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function parseExpiration(value: unknown): number {
  if (typeof value !== 'string') throw invalid('Invalid JSON.')
  const valid = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
  const epochMs = valid ? Date.parse(value) : Number.NaN
  if (Number.isNaN(epochMs)) throw invalid(`Invalid 'expiration' value: '${value}'`)
  return epochMs
}

function parseCondition(condition: unknown): PostCondition {
  if (Array.isArray(condition)) return parseList(condition)
  if (!isRecord(condition)) throw invalid('Invalid condition test: must be a List or Object.')
  const entries = Object.entries(condition)
  const [entry] = entries
  if (entry === undefined || entries.length !== 1) {
    throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.')
  }
  const [name, value] = entry
  if (typeof value !== 'string') throw invalid('Invalid Simple-Condition: value must be a string.')
  return { kind: 'eq', field: name.toLowerCase(), value, source: ['eq', `$${name}`, value] }
}

function parseList(condition: readonly unknown[]): PostCondition {
  const [operation, first, second] = condition
  if (operation === undefined) throw invalid('Invalid Condition: missing operation identifier.')
  if (typeof operation !== 'string') throw invalid('Invalid JSON.')
  const kind = operation.toLowerCase()
  if (kind !== 'eq' && kind !== 'starts-with' && kind !== 'content-length-range')
    throw invalid(`Invalid Condition: unknown operation '${operation}'.`)
  if (condition.length !== 3) throw invalid(`Invalid ${operation}: wrong number of arguments.`)
  if (kind === 'content-length-range') return parseRange(first, second) ?? { kind: 'unmeetable', source: condition }
  if (typeof first !== 'string' || typeof second !== 'string') throw invalid('Invalid JSON.')
  // A name without its dollar sign, seen on AWS.
  if (!first.startsWith('$')) return { kind: 'unmeetable', source: condition }
  return { kind, field: first.slice(1).toLowerCase(), value: second, source: condition }
}

/** Undefined when a bound is a text that is no number: S3 lets the form fail then, not the policy. */
function parseRange(first: unknown, second: unknown): PostCondition | undefined {
  if (isText(first) || isText(second)) return undefined
  const [min, max] = [parseBound(first), parseBound(second)]
  if (min === undefined || max === undefined || min > max) throw invalid('Invalid content-length-range.')
  return { kind: 'content-length-range', min, max }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && !/^-?\d+$/.test(value)
}

function parseBound(value: unknown): number | undefined {
  const bound = typeof value === 'string' ? Number(value) : value
  return typeof bound === 'number' && Number.isSafeInteger(bound) && bound >= 0 ? bound : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(problem: string): S3Error {
  return new S3Error('InvalidPolicyDocument', { message: `Invalid Policy: ${problem}` })
}
