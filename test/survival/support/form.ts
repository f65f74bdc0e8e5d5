/**
 * How much the survival tests do. The short form is part of `npm test`; `npm run test:survival` asks for the long one and
 * gathers its figures for `docs/survival.md`.
 */
import { appendFileSync } from 'node:fs'
import type { TestContext } from 'node:test'

export const LONG = process.env.SURVIVAL === 'long'

export function either<Value>(short: Value, long: Value): Value {
  return LONG ? long : short
}

/** A measured figure: shown by the test runner, and a line of the file that the long form names. */
export function figure(t: TestContext, name: string, value: string | number): void {
  t.diagnostic(`${name}: ${value}`)
  const file = process.env.SURVIVAL_FIGURES
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ name, value: String(value) })}\n`)
}
