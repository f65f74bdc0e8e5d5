import type { Job, JobStatus } from './job.ts'

/**
 * The states of a job and the ways between them (reference section 4). Pure: the scheduler and the API ask here, the
 * repository refuses every other step.
 */
const NEXT: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  New: ['Preparing', 'Cancelling'],
  Preparing: ['Suspended', 'Ready', 'Failing', 'Failed', 'Cancelling'],
  Suspended: ['Ready', 'Cancelled', 'Failed'],
  Ready: ['Active', 'Cancelled', 'Failed'],
  Active: ['Pausing', 'Completing', 'Failing', 'Cancelling'],
  Pausing: ['Paused', 'Failing', 'Cancelling'],
  Paused: ['Active', 'Failing', 'Cancelling'],
  Completing: ['Complete', 'Failed'],
  Cancelling: ['Cancelled'],
  Failing: ['Failed'],
  Complete: [],
  Cancelled: [],
  Failed: [],
}

/** The states that a job never leaves. */
export const TERMINAL_STATUSES = ['Complete', 'Cancelled', 'Failed'] as const satisfies readonly JobStatus[]

/** The others. */
export const OPEN_STATUSES: readonly JobStatus[] = (Object.keys(NEXT) as JobStatus[]).filter(
  (status) => NEXT[status].length > 0,
)

const terminal: ReadonlySet<JobStatus> = new Set(TERMINAL_STATUSES)

export function isTerminal(status: JobStatus): boolean {
  return terminal.has(status)
}

export function mayFollow(from: JobStatus, to: JobStatus): boolean {
  return NEXT[from].includes(to)
}

/** What a user may ask of a job with UpdateJobStatus. */
export type RequestedJobStatus = 'Ready' | 'Cancelled'

/**
 * What UpdateJobStatus makes of a job (reference 4.4): the next status, the same status when there is nothing to do, or
 * undefined when it is refused (`JobStatusException`).
 *
 * choice: cancelling a job that is being cancelled changes nothing; confirming a job that is `Ready` is refused; a job
 * that is new or in preparation passes through `Cancelling`.
 */
export function requestedTransition(status: JobStatus, requested: RequestedJobStatus): JobStatus | undefined {
  return REQUESTED[requested][status]
}

const REQUESTED: Readonly<Record<RequestedJobStatus, Readonly<Partial<Record<JobStatus, JobStatus>>>>> = {
  Ready: { Suspended: 'Ready' },
  Cancelled: {
    New: 'Cancelling',
    Preparing: 'Cancelling',
    Suspended: 'Cancelled',
    Ready: 'Cancelled',
    Active: 'Cancelling',
    Pausing: 'Cancelling',
    Paused: 'Cancelling',
    Cancelling: 'Cancelling',
  },
}

/** The change that brings a job into a status, with its time of termination when the status is a last one. */
export function statusChange(status: JobStatus, nowMs: number): Partial<Pick<Job, 'status' | 'terminatedMs'>> {
  return isTerminal(status) ? { status, terminatedMs: nowMs } : { status }
}
