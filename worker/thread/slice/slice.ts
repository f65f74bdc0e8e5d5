import { checkSlice } from '../../manifest/slice-checksum.ts'
import type { ManifestField, ManifestSlice } from '../../manifest/slice-plan.ts'
import type { JobBrief } from '../../operations/batch-operation.ts'
import { operationOf } from '../../operations/registry.ts'
import type { SliceProgress, WorkTools } from '../work-tools.ts'
import { applyEntries } from './apply-entries.ts'
import { applySet } from './apply-set.ts'

export interface SliceInput {
  readonly job: JobBrief
  /** With the whole path of its file. */
  readonly slice: ManifestSlice
  readonly fields: readonly ManifestField[]
  /** What the slice's receipt says; rows before `rows` are done. */
  readonly done: SliceProgress & { readonly rows: number }
}

export interface SliceOutput extends SliceProgress {
  /** False when it was stopped before its end. */
  readonly finished: boolean
}

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
