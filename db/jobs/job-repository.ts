import type { Job, JobDraft, JobStatus, JobTag } from '../model/job.ts'

export type CreateOutcome =
  | { readonly kind: 'created'; readonly job: Job }
  /** The same token came with the same request before. */
  | { readonly kind: 'replayed'; readonly job: Job }
  /** The same token came with another request before. */
  | { readonly kind: 'conflict' }

export interface JobQuery {
  readonly account: string
  readonly region: string
  /** Empty: all. */
  readonly statuses: readonly JobStatus[]
  readonly limit: number
  /** Jobs created before the job with this number. */
  readonly before?: number | undefined
}

export interface JobPage {
  /** Newest first. */
  readonly jobs: readonly Job[]
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
    | 'plan'
    | 'generatedManifest'
  >
>

/** Jobs, their tokens and tags. Synchronous: its one user is the main thread, and a call costs microseconds. */
export interface JobRepository {
  /** Stores the job, its tags and its token at once. */
  create(draft: JobDraft, token: string): CreateOutcome
  find(id: string): Job | undefined
  list(query: JobQuery): JobPage
  /** Jobs of all accounts in these states, highest priority first, then oldest. */
  inStatus(statuses: readonly JobStatus[]): readonly Job[]
  /** Reads, lets `change` decide, writes; one transaction. A `change` that gives undefined writes nothing. */
  update(id: string, change: (job: Job) => JobChange | undefined): Job | undefined
  tags(id: string): readonly JobTag[]
  setTags(id: string, tags: readonly JobTag[]): void
  /** Removes finished jobs that ended before this moment, with their tokens and tags. */
  removeEndedBefore(epochMs: number): readonly string[]
}
