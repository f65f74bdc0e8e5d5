import type { JobPlan, PlannedSlice } from '../../db/model/job.ts'
import type { Receipt } from '../../db/objects/receipt-store.ts'
import type { StopFlag } from '../executor/stop-flag.ts'
import type { BatchOperation, JobBrief } from '../operations/batch-operation.ts'
import type { SliceProgress } from '../thread/work-tools.ts'

type Done = SliceProgress & { readonly rows: number }

/** A slice that waits for a thread, and how far it has got before. */
export interface PendingSlice {
  readonly slice: PlannedSlice
  readonly done: Done
}

/** An Active job in memory: what runs, what waits, what is counted. Receipts hold all of it for a later process. */
export interface ActiveRun {
  readonly job: JobBrief
  readonly operation: BatchOperation
  readonly plan: JobPlan
  readonly stop: StopFlag
  /** The next one is the last. */
  readonly pending: PendingSlice[]
  /** What each running slice has told last. */
  readonly running: Map<number, SliceProgress>
  /** Threads lost under a slice, by its number. */
  readonly lost: Map<number, number>
  /** When it became Active this time, and how long it had been Active before, in milliseconds. */
  readonly activeSinceMs: number
  readonly activeBeforeMs: number
  priority: number
  /** Slices given to threads, for a fair share; see `slice-queue.ts`. */
  turns: number
  /** How many slices had been given to all jobs when it last got one, or began to wait. */
  servedAt: number
  /** Tasks of the whole job so far. */
  counts: SliceProgress
  /** When progress was last stored; `performance.now()`. */
  storedAt: number
}

const NOTHING: Done = { succeeded: 0, failed: 0, rows: 0 }

/**
 * The slices that a job's receipts leave to do, and what they count so far. The next one is the last: the one with most
 * left to do, of equal ones the first of the manifest. So the threads end with small ones, at about the same time.
 */
export function remaining(
  plan: JobPlan,
  receipts: readonly Receipt[],
): { readonly pending: PendingSlice[]; readonly counts: SliceProgress } {
  const bySlice = new Map(receipts.map((receipt) => [receipt.slice, receipt]))
  const pending = plan.slices.flatMap((slice) => {
    const done = bySlice.get(slice.number) ?? NOTHING
    return done.rows < slice.rows ? [{ slice, done }] : []
  })
  return { pending: pending.sort(smallestFirst), counts: receipts.reduce(plus, NOTHING) }
}

function smallestFirst(left: PendingSlice, right: PendingSlice): number {
  return rowsLeft(left) - rowsLeft(right) || right.slice.number - left.slice.number
}

function rowsLeft({ slice, done }: PendingSlice): number {
  return slice.rows - done.rows
}

/** @param given slices given to all jobs so far, this one included */
export function begin(run: ActiveRun, { slice, done }: PendingSlice, given: number): void {
  run.running.set(slice.number, done)
  run.turns += 1
  run.servedAt = given
}

/** A running slice tells how it stands; what comes after its end does not count. */
export function advance(run: ActiveRun, slice: number, now: SliceProgress): void {
  const before = run.running.get(slice)
  if (before === undefined) return
  run.counts = plus(run.counts, { succeeded: now.succeeded - before.succeeded, failed: now.failed - before.failed })
  run.running.set(slice, now)
}

function plus(left: SliceProgress, right: SliceProgress): Done {
  const [succeeded, failed] = [left.succeeded + right.succeeded, left.failed + right.failed]
  return { succeeded, failed, rows: succeeded + failed }
}
