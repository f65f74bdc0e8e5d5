import type { PutJobTaggingRequest } from '../protocol/generated/s3control-types.ts'
import type { ControlHandler } from './handler.ts'
import { jobTags } from './job-tags.ts'
import { ownJob } from './own-job.ts'

/** Replaces the whole set; an empty one removes all tags (reference 1.8). */
export const putJobTagging: ControlHandler<PutJobTaggingRequest> = async ({ jobs }, { input, caller }) => {
  const { id } = ownJob(jobs, caller, input.JobId)
  jobs.setTags(id, jobTags(input.Tags))
  return {}
}
