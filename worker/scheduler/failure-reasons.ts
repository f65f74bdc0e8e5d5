import type { FailureReason } from '../../db/model/job.ts'
import { jobFailure } from '../job-failed.ts'

/** choice: AWS's code and text are not known for these three (reference 4.5). */
export const THRESHOLD_EXCEEDED: FailureReason = {
  code: 'FailureThresholdExceeded',
  reason: 'More than 50 percent of the tasks that were run failed.',
}
export const CONFIRMATION_EXPIRED: FailureReason = {
  code: 'ConfirmationExpired',
  reason: 'The job was not confirmed within 30 days.',
}
export const INTERNAL_ERROR: FailureReason = {
  code: 'InternalError',
  reason: 'An internal error occurred while the job was processed.',
}

/** What a job says of an error that ended it; a bug shows no more than that it was one. */
export function failureReasonOf(error: unknown): FailureReason {
  const failure = jobFailure(error)
  return failure === undefined ? INTERNAL_ERROR : { code: failure.code, reason: failure.reason }
}

/** Whether the log is to tell of it: bugs, and damage in the data folder. */
export function isFault(error: unknown): boolean {
  return failureReasonOf(error).code === INTERNAL_ERROR.code
}

/** A job fails once this many tasks were run and more than half of them failed (reference 4.6). */
const THRESHOLD_TASKS = 1_000

export function exceedsThreshold({
  succeeded,
  failed,
}: {
  readonly succeeded: number
  readonly failed: number
}): boolean {
  const run = succeeded + failed
  return run >= THRESHOLD_TASKS && failed * 2 > run
}
