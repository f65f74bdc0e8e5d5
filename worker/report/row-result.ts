import type { ManifestSlice } from '../manifest/slice-plan.ts'

export type TaskStatus = 'succeeded' | 'failed'

/** What happened to one row of a slice, as the report says it. */
export interface RowResult {
  /** Index among the slice's rows. */
  readonly row: number
  readonly status: TaskStatus
  readonly httpStatus: number
  /** Empty for a task that succeeded. */
  readonly errorCode: string
  readonly message: string
}

/** How far a slice got. Rows at or after `rowsRun` have not been run and are left out of the report. */
export interface ReportedSlice {
  readonly slice: ManifestSlice
  readonly rowsRun: number
  /** In ascending order of `row`. */
  readonly results: Iterable<RowResult>
}

/** A result file that has been written. */
export interface ReportFile {
  readonly status: TaskStatus
  /** Counts from 1. */
  readonly part: number
  readonly path: string
  readonly rows: number
  readonly bytes: number
  /** Lower-case hex. */
  readonly md5: string
}
