import type { ReportedSlice, TaskStatus } from './row-result.ts'

export interface ReportInput {
  /** Slices in any order; taken one at a time, so that they can come lazily out of a database. */
  readonly slices: Iterable<ReportedSlice>
  /** Whether the task files have a VersionId column. */
  readonly versionIds: boolean
  /**
   * The message of rows that ran and have no result of their own: receipts of most operations record failures only.
   * Undefined when every row that ran has its result (Lambda, checksums): rows without one are then left out.
   */
  readonly successMessage: string | undefined
  readonly scope: 'AllTasks' | 'FailedTasksOnly'
  /** Where to write; `part` counts from 1. */
  readonly pathOf: (status: TaskStatus, part: number) => string
  /** A file that has this many rows is closed and the next part begun. */
  readonly maximumRowsPerFile?: number
  readonly cancelled?: () => boolean
}

export interface ReportFile {
  readonly status: TaskStatus
  readonly part: number
  readonly path: string
  readonly rows: number
  readonly bytes: number
  /** Lower-case hex. */
  readonly md5: string
}
