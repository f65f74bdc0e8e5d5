import type { ChunkOutcome } from '../../../db/objects/receipt-store.ts'
import type { WorkTools } from '../work-tools.ts'
import type { SliceInput, SliceOutput } from './slice-work.ts'

/** Messages about progress are no closer than this. */
const REPORT_EVERY_MS = 4

/** Counts a slice's tasks and tells the scheduler now and then; at once when failures outweigh. */
export interface Tally {
  add(outcome: ChunkOutcome): void
  /** More than half of what has been run has failed: the job is likely to be stopped, so little should be on its way. */
  readonly failing: boolean
  output(finished: boolean): SliceOutput
}

export function createTally({ done }: SliceInput, progress: WorkTools['progress']): Tally {
  let { succeeded, failed } = done
  let toldAt = performance.now()
  const failing = (): boolean => failed * 2 > succeeded + failed
  return {
    add(outcome) {
      succeeded += outcome.succeeded
      failed += outcome.failed
      const now = performance.now()
      if (now - toldAt < REPORT_EVERY_MS && !failing()) return
      toldAt = now
      progress({ succeeded, failed })
    },
    get failing() {
      return failing()
    },
    output: (finished) => ({ finished, succeeded, failed }),
  }
}
