import { inventory } from './inventory/inventory.ts'
import { prepare } from './prepare/prepare.ts'
import { report } from './report/report.ts'
import { slice } from './slice/slice.ts'
import type { WorkTools } from './work-tools.ts'

type Work = (input: never, tools: WorkTools) => Promise<unknown>

/** Everything a thread can be told to do. */
const works = { prepare, slice, report, inventory } as const satisfies Readonly<Record<string, Work>>

export type WorkName = keyof typeof works
export type WorkInput<Name extends WorkName> = Parameters<(typeof works)[Name]>[0]
export type WorkOutput<Name extends WorkName> = Awaited<ReturnType<(typeof works)[Name]>>

/** Runs a piece of work by its name. */
export function runWork<Name extends WorkName>(
  name: Name,
  input: WorkInput<Name>,
  tools: WorkTools,
): Promise<WorkOutput<Name>> {
  const work = works[name] as unknown as (input: WorkInput<Name>, tools: WorkTools) => Promise<WorkOutput<Name>>
  return work(input, tools)
}
