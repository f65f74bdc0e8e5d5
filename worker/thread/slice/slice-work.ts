import type { ManifestField, ManifestSlice } from '../../manifest/slice-plan.ts'
import type { JobBrief } from '../../operations/batch-operation.ts'
import type { SliceProgress } from '../work-tools.ts'

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
