import type { DescribeJobRequest } from '../protocol/generated/s3control-types.ts'
import type { ControlHandler } from './handler.ts'
import { jobDescriptor } from './job-descriptor.ts'
import { ownJob } from './own-job.ts'

export const describeJob: ControlHandler<DescribeJobRequest> = async ({ jobs }, { input, caller }) => ({
  Job: jobDescriptor(ownJob(jobs, caller, input.JobId)),
})
