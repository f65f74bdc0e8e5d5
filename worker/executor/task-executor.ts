import type { WorkInput, WorkName, WorkOutput } from '../thread/work.ts'
import type { SliceProgress } from '../thread/work-tools.ts'
import type { StopFlag } from './stop-flag.ts'

export interface WorkControl {
  readonly stop: StopFlag
  /** Told from time to time how a slice stands; the work's own result has the last word. */
  readonly onProgress?: (progress: SliceProgress) => void
}

/**
 * Runs long pieces of work (the preparation of a manifest, a slice, a report) somewhere: in threads, in this one, later
 * on other machines. What goes in and comes out is plain JSON-safe data.
 */
export interface TaskExecutor {
  /** Pieces of work that can really run side by side. */
  readonly parallelism: number
  /**
   * @throws JobFailed when the work found a reason to fail the job
   * @throws WorkerLost when whoever ran it is gone; it may have been done in part
   * @throws anything else: a bug in the work
   */
  run<Name extends WorkName>(name: Name, input: WorkInput<Name>, control: WorkControl): Promise<WorkOutput<Name>>
  /** Ends the threads; work that is still running is lost. */
  close(): Promise<void>
}

/** A thread or machine went away under its work. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost'
}
