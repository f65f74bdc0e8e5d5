import { requestedTransition, statusChange } from '../../db/model/job-state.ts'
import type { UpdateJobStatusRequest } from '../protocol/generated/s3control-types.ts'
import type { ControlHandler } from './handler.ts'
import { noSuchJob, ownJob } from './own-job.ts'
import { ServiceError } from './service-error.ts'

/** Confirms or cancels; what is accepted in which state is reference 4.4. */
export const updateJobStatus: ControlHandler<UpdateJobStatusRequest> = async (
  { jobs, scheduler, clock },
  { input, caller },
) => {
  const { id } = ownJob(jobs, caller, input.JobId)
  const { RequestedJobStatus: requested, StatusUpdateReason: reason } = input
  const updated = jobs.update(id, ({ status }) => {
    const next = requestedTransition(status, requested)
    if (next === undefined) {
      throw new ServiceError('JobStatusException', `A job in the state ${status} cannot be set to ${requested}.`)
    }
    return {
      ...(next === status ? {} : statusChange(next, clock.now())),
      ...(reason === undefined ? {} : { statusReason: reason }),
    }
  })
  if (updated === undefined) throw noSuchJob()
  if (requested === 'Cancelled') scheduler.cancel(id)
  else scheduler.wake()
  return { JobId: updated.id, Status: updated.status, StatusUpdateReason: reason }
}
