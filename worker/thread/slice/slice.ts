import { checkSlice } from '../../manifest/slice-checksum.ts'
import { operationOf } from '../../operations/registry.ts'
import type { WorkTools } from '../work-tools.ts'
import { applyEntries } from './apply-entries.ts'
import { applySet } from './apply-set.ts'
import type { SliceInput, SliceOutput } from './slice-work.ts'

/** Runs the tasks of a slice that have not been run yet. @throws DamagedFile when its part of the task file is */
export async function slice(input: SliceInput, tools: WorkTools): Promise<SliceOutput> {
  checkSlice(input.slice)
  const application = await operationOf(input.job.operation.name).begin(input.job, tools)
  if (application.kind === 'set') return applySet(input, application, tools)
  try {
    return await applyEntries(input, application, tools)
  } finally {
    await application.close?.()
  }
}
