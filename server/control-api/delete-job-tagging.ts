import type { DeleteJobTaggingRequest } from '../protocol/generated/s3control-types.ts'
import type { ControlHandler } from './handler.ts'
import { ownJob } from './own-job.ts'

export const deleteJobTagging: ControlHandler<DeleteJobTaggingRequest> = async ({ jobs }, { input, caller }) => {
  const { id } = ownJob(jobs, caller, input.JobId)
  jobs.setTags(id, [])
  return {}
}
