import type { GetJobTaggingRequest } from '../protocol/generated/s3control-types.ts'
import type { ControlHandler } from './handler.ts'
import { ownJob } from './own-job.ts'

export const getJobTagging: ControlHandler<GetJobTaggingRequest> = async ({ jobs }, { input, caller }) => {
  const { id } = ownJob(jobs, caller, input.JobId)
  return { Tags: jobs.tags(id).map(({ key, value }) => ({ Key: key, Value: value })) }
}
