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

/** What the runner reads: a figure with a name, or a row of a table. */
export type Finding =
  | { readonly name: string; readonly value: string }
  | { readonly table: string; readonly row: TableRow }

export type TableRow = Readonly<Record<string, string | number>>

/** A measured figure: shown by the test runner, and a line of the file that the long form names. */
export function figure(t: TestContext, name: string, value: string | number): void {
  t.diagnostic(`${name}: ${value}`)
  tell({ name, value: String(value) })
}

/** One of the rows of a table of figures; all rows of a table have the same columns. */
export function tableRow(t: TestContext, table: string, row: TableRow): void {
  const cells = Object.entries(row).map(([column, value]) => `${column} ${value}`)
  t.diagnostic(`${table}: ${cells.join(', ')}`)
  tell({ table, row })
}

function tell(finding: Finding): void {
  const file = process.env.SURVIVAL_FIGURES
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(finding)}\n`)
}
