import { S3Error } from '../../db/model/s3-error.ts'

/** A policy a browser form was signed with. Source: API Reference, "POST policy". */
export interface PostPolicyDocument {
  readonly expiresAtMs: number
  readonly conditions: readonly PostCondition[]
}

export type PostCondition =
  | { readonly kind: 'eq' | 'starts-with'; readonly field: string; readonly value: string; readonly source: unknown }
  | { readonly kind: 'content-length-range'; readonly min: number; readonly max: number }

/** Reads the base64 JSON. Throws `InvalidPolicyDocument`. */
export function parsePostPolicy(base64: string): PostPolicyDocument {
  const document = parseJson(Buffer.from(base64, 'base64').toString('utf8'))
  if (!isRecord(document)) throw invalid('Invalid JSON.')
  const { expiration, conditions } = document
  if (expiration === undefined) throw invalid('Policy missing expiration.')
  if (!Array.isArray(conditions)) throw invalid('Policy missing conditions.')
  return { expiresAtMs: parseExpiration(expiration), conditions: conditions.flatMap(parseCondition) }
}

/** The policy may escape `$` and a vertical tab with a backslash, which JSON does not know. */
function parseJson(text: string): unknown {
  const json = text.replaceAll(/\\[^]/g, (escape) => ({ '\\$': '$', '\\v': '\\u000b' })[escape] ?? escape)
  try {
    return JSON.parse(json)
  } catch {
    throw invalid('Invalid JSON.')
  }
}

function parseExpiration(value: unknown): number {
  const valid = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
  const epochMs = valid ? Date.parse(value) : Number.NaN
  if (Number.isNaN(epochMs)) throw invalid(`Invalid 'expiration' value: '${String(value)}'`)
  return epochMs
}

function parseCondition(condition: unknown): PostCondition {
  if (Array.isArray(condition)) return parseList(condition)
  const entries = isRecord(condition) ? Object.entries(condition) : []
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
  const kind = typeof operation === 'string' ? operation.toLowerCase() : ''
  if (condition.length !== 3) throw invalid('Invalid Condition: a condition must have three elements.')
  if (kind === 'content-length-range') return { kind, ...parseRange(first, second) }
  if (kind !== 'eq' && kind !== 'starts-with')
    throw invalid(`Invalid Condition: unknown operation '${String(operation)}'.`)
  if (typeof first !== 'string' || !first.startsWith('$') || typeof second !== 'string') {
    throw invalid(`Invalid Condition: ${JSON.stringify(condition)}`)
  }
  return { kind, field: first.slice(1).toLowerCase(), value: second, source: condition }
}

function parseRange(first: unknown, second: unknown): { readonly min: number; readonly max: number } {
  const [min, max] = [parseBound(first), parseBound(second)]
  if (min === undefined || max === undefined || min > max) throw invalid('Invalid content-length-range.')
  return { min, max }
}

function parseBound(value: unknown): number | undefined {
  const bound = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof bound === 'number' && Number.isSafeInteger(bound) && bound >= 0 ? bound : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(problem: string): S3Error {
  return new S3Error('InvalidPolicyDocument', { message: `Invalid Policy: ${problem}` })
}
