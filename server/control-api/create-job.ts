import type { CreateJobRequest } from '../protocol/generated/s3control-types.ts'
import type { ControlHandler } from './handler.ts'
import { jobDraft } from './job-draft.ts'
import { ServiceError } from './service-error.ts'

/** Idempotent by `ClientRequestToken` (reference section 3), which all clients fill in and repeat when they retry. */
export const createJob: ControlHandler<CreateJobRequest> = async ({ jobs, scheduler }, { input, caller }) => {
  const outcome = jobs.create(jobDraft(input, caller), input.ClientRequestToken ?? '')
  if (outcome.kind === 'conflict') {
    throw new ServiceError(
      'IdempotencyException',
      'The ClientRequestToken was used before, in a CreateJob request with other parameters.',
    )
  }
  if (outcome.kind === 'full') {
    throw new ServiceError(
      'TooManyRequestsException',
      'Too many jobs have not ended yet: the limit is set by --max-open-jobs.',
    )
  }
  if (outcome.kind === 'created') scheduler.wake()
  return { JobId: outcome.job.id }
}
