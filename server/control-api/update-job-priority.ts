import { isTerminal } from '../../db/model/job-state.ts'
import type { UpdateJobPriorityRequest } from '../protocol/generated/s3control-types.ts'
import type { ControlHandler } from './handler.ts'
import { noSuchJob, ownJob } from './own-job.ts'
import { ServiceError } from './service-error.ts'

/** choice: refused with BadRequestException once the job has ended; JobStatusException is not modelled here (1.6). */
export const updateJobPriority: ControlHandler<UpdateJobPriorityRequest> = async (
  { jobs, scheduler },
  { input, caller },
) => {
  const { id } = ownJob(jobs, caller, input.JobId)
  const updated = jobs.update(id, ({ status }) => {
    if (isTerminal(status)) {
      throw new ServiceError('BadRequestException', `The priority of a job in the state ${status} cannot be changed.`)
    }
    return { priority: input.Priority }
  })
  if (updated === undefined) throw noSuchJob()
  scheduler.wake()
  return { JobId: updated.id, Priority: updated.priority }
}
