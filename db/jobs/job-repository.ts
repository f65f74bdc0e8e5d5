import type { Job, JobDraft, JobHead, JobPlan, JobStatus, JobSummary, JobTag } from '../model/job.ts'
import type { JobEventLog } from './job-events.ts'

export type CreateOutcome =
  | { readonly kind: 'created'; readonly job: Job }
  /** The same token came with the same request before. */
  | { readonly kind: 'replayed'; readonly job: Job }
  /** The same token came with another request before. */
  | { readonly kind: 'conflict' }
  /** So many jobs have not ended that no more are taken. */
  | { readonly kind: 'full' }

export interface JobQuery {
  readonly account: string
  readonly region: string
  /** Empty: all. */
  readonly statuses: readonly JobStatus[]
  readonly limit: number
  /** Jobs created before the job with this number. */
  readonly before?: number | undefined
}

/** Of all accounts and Regions. */
export type AllJobsQuery = Omit<JobQuery, 'account' | 'region'>

export interface JobPage {
  /** Newest first. */
  readonly jobs: readonly JobSummary[]
  /** `before` of the next page, when there is one. */
  readonly next: number | undefined
}

/** What may change in a job after its creation. */
export type JobChange = Partial<
  Pick<
    Job,
    | 'status'
    | 'priority'
    | 'progress'
    | 'terminatedMs'
    | 'suspendedMs'
    | 'suspendedCause'
    | 'statusReason'
    | 'failureReasons'
    | 'generatedManifest'
  >
> & { readonly plan?: JobPlan }

/** Jobs, their tokens and tags. Synchronous: its one user is the main thread, and a call costs microseconds. */
export interface JobRepository {
  /** Stores the job, its tags and its token at once. */
  create(draft: JobDraft, token: string): CreateOutcome
  find(id: string): Job | undefined
  list(query: JobQuery): JobPage
  listAll(query: AllJobsQuery): JobPage
  /** How many jobs of all accounts are in each status, in the order of a job's life; those that no job is in are left out. */
  counts(): Readonly<Partial<Record<JobStatus, number>>>
  /** Jobs of all accounts in these states, highest priority first, then oldest. */
  inStatus(statuses: readonly JobStatus[], limit?: number): readonly JobHead[]
  /**
   * Reads, lets `change` decide, writes; one transaction. A `change` that gives undefined writes nothing.
   * @returns the job as it is now; undefined when there is no such job
   * @throws Error when the new status may not follow the old one (see `job-state.ts`)
   */
  update(id: string, change: (job: Job) => JobChange | undefined): Job | undefined
  /** What Preparing found; undefined before. Apart from the job because it is large. */
  plan(id: string): JobPlan | undefined
  tags(id: string): readonly JobTag[]
  setTags(id: string, tags: readonly JobTag[]): void
  /** What has happened to jobs and has not been told yet. */
  readonly events: JobEventLog
  /** Finished jobs that ended before this moment go, with their tokens and tags. @returns their ids */
  removeEndedBefore(epochMs: number): readonly string[]
  /**
   * Resolves when what has been committed cannot be lost with the power any more (`--sync normal` and `full`). To be waited
   * for before anything goes that tells elsewhere what is said here.
   */
  readonly flush: () => Promise<void>
}
