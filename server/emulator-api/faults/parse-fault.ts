/** What somebody sent as a fault → a rule, or a sentence about what is wrong with it. */
import { operationsOf } from '../../protocol/operations.ts'
import { postObject } from '../../protocol/route/post-object.ts'
import { preflight } from '../../protocol/route/preflight.ts'
import type { FaultEffect, FaultOptions, FaultRule } from './fault.ts'
import { describeFaultCode } from './fault-codes.ts'

/** The message is for whoever asked for the fault. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
}

/** @throws FaultError */
export function parseFault(body: unknown): FaultRule {
  checkFields(body)
  const { service, operation, path = '', query = {}, after = 0, times = 1, at = 'request', delayMs = 0 } = body
  if (operation !== undefined) checkOperation(operation, service)
  return { service, operation, path, query, after, times, at, delayMs, effect: effectOf(body) }
}

function effectOf({ service, at, code, status, message, drop = false, delayMs = 0 }: FaultOptions): FaultEffect {
  if (at === 'body' && !drop) throw new FaultError('A body that breaks off is a connection that does: set "drop".')
  if (code !== undefined) {
    if (drop) throw new FaultError('A fault has a "code" or "drop", not both: a dropped connection carries no answer.')
    const known = describeFaultCode(code, service)
    const said = status ?? known?.status
    if (said === undefined) throw new FaultError(`"${code}" is no code of S3 or S3 Control: say which "status" it has.`)
    return { kind: 'error', code, status: said, message: message ?? known?.message ?? 'This fault was asked for.' }
  }
  if (status !== undefined || message !== undefined) {
    throw new FaultError('"status" and "message" belong to an error: say which "code" it has.')
  }
  if (drop) return { kind: 'drop' }
  if (delayMs === 0) throw new FaultError('A fault does something: give it a "code", "drop" or "delayMs".')
  return { kind: 'delay' }
}

interface Field {
  readonly is: string
  readonly takes: (value: unknown) => boolean
}

const text: Field = { is: 'a text', takes: (value) => typeof value === 'string' && value !== '' }
const count: Field = { is: 'a whole number from 0 on', takes: (value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER) }

const FIELDS: Readonly<Record<string, Field>> = {
  service: oneOf('s3', 's3control'),
  operation: text,
  path: { is: 'a path, which begins with a slash', takes: (value) => typeof value === 'string' && value[0] === '/' },
  query: {
    is: 'an object of texts',
    takes: (value) => isObject(value) && Object.values(value).every((each) => typeof each === 'string'),
  },
  after: count,
  times: count,
  at: oneOf('request', 'answer', 'body'),
  delayMs: { is: 'a number of milliseconds, at most an hour', takes: (value) => isWhole(value, 0, 3_600_000) },
  code: { is: 'the code of an error', takes: (value) => typeof value === 'string' && /^[\w.]+$/.test(value) },
  status: { is: 'a status from 300 to 599', takes: (value) => isWhole(value, 300, 599) },
  message: text,
  drop: { is: 'true or false', takes: (value) => typeof value === 'boolean' },
} satisfies Record<keyof FaultOptions, Field>

function checkFields(body: unknown): asserts body is FaultOptions {
  if (!isObject(body)) throw new FaultError('A fault is a JSON object.')
  for (const [name, value] of Object.entries(body)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
    if (field === undefined) {
      throw new FaultError(`A fault has no "${name}", only ${Object.keys(FIELDS).join(', ')}.`)
    }
    // An option that is there but undefined is one that a program has left out.
    if (value !== undefined && !field.takes(value)) throw new FaultError(`"${name}" must be ${field.is}.`)
  }
}

function checkOperation(name: string, service: FaultOptions['service']): void {
  const services = service === undefined ? (['s3', 's3control'] as const) : [service]
  const names = services.flatMap((each) => operationsOf(each).map((operation) => operation.name))
  if (services.includes('s3')) names.push(postObject.name, preflight.name)
  if (names.includes(name)) return
  const alike = names.find((each) => each.toLowerCase() === name.toLowerCase())
  const hint = alike === undefined ? '' : ` Do you mean ${alike}?`
  throw new FaultError(`${services.length === 1 ? service : 'S3 and S3 Control'} has no operation "${name}".${hint}`)
}

function oneOf(...words: readonly string[]): Field {
  return {
    is: words.map((word) => `"${word}"`).join(' or '),
    takes: (value) => typeof value === 'string' && words.includes(value),
  }
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
