import type { JobRepository } from '../../db/jobs/job-repository.ts'
import type { Clock } from '../../db/model/clock.ts'
import { isNoRoom } from '../../db/model/no-room.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import type { StopFlag } from '../executor/stop-flag.ts'
import type { TaskExecutor } from '../executor/task-executor.ts'
import type { ActiveRun } from './active-run.ts'

export interface JobSchedulerOptions {
  readonly jobs: JobRepository
  readonly store: ObjectStore
  readonly clock: Clock
  readonly executor: TaskExecutor
  /** Each job has a folder in it, named by its id, from Preparing to its end. */
  readonly workFolder: string
  /** A job's files are on the disk before its status says that they are there; false unless told. */
  readonly flush?: boolean
  /** Jobs that may be Active at once in an account and region; any number unless told. */
  readonly slots?: number | undefined
  /** Told of a bug that failed a job, or of something that could not be tidied up. */
  readonly log?: (message: string, detail: { readonly job?: string; readonly error?: unknown }) => void
}

/** What the stages of a job share. */
export interface SchedulerContext extends JobSchedulerOptions {
  /** Jobs that something is being done for right now, and how to stop that. */
  readonly busy: Map<string, StopFlag>
  /** The Active jobs of `busy`, with the state of their slices. */
  readonly runs: Map<string, ActiveRun>
  /** Slices given to threads so far. */
  slicesGiven: number
  readonly folderOf: (jobId: string) => string
  readonly wake: () => void
  /** Looks at all jobs again in a while, after a fault that may pass. @returns false when it was going to do so anyway */
  readonly wakeLater: () => boolean
  /** True while the scheduler is stopping: what ends now leaves its job's status as it is. */
  readonly stopping: () => boolean
}

/** Does nothing with an error but tell of it. */
export function logFailure(context: SchedulerContext, message: string, job: string, error: unknown): void {
  // A full disk needs no stack to be understood.
  context.log?.(message, { job, error: isNoRoom(error) && error instanceof Error ? error.message : error })
}

/** Nothing is being done for the job any more, by the holder of this flag. */
export function release({ busy }: SchedulerContext, job: string, stop: StopFlag): void {
  if (busy.get(job) === stop) busy.delete(job)
}

/** Runs a stage of a job; a fault in it is told, and what it left undone is looked at again. */
export function launch(context: SchedulerContext, job: string, stage: () => Promise<void>): void {
  stage().catch((error: unknown) => {
    if (!context.stopping()) tryLater(context, 'a stage of a job broke off', job, error)
  })
}

/** Tells of a fault and looks again later; a full disk, which stops everything at once, is told of once. */
export function tryLater(context: SchedulerContext, message: string, job: string, error: unknown): void {
  const first = context.wakeLater()
  if (first || !isNoRoom(error)) logFailure(context, message, job, error)
}
