import type { StopFlag } from '../executor/stop-flag.ts'
import type { OperationTools } from '../operations/batch-operation.ts'

/** What work has at hand where it runs. */
export interface WorkTools extends OperationTools {
  readonly stop: StopFlag
  readonly progress: (progress: SliceProgress) => void
}

/** Rows of a slice done so far, those of earlier runs included. */
export interface SliceProgress {
  readonly succeeded: number
  readonly failed: number
}
