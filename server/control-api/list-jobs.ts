import type { JobSummary } from '../../db/model/job.ts'
import type { JobListDescriptor, ListJobsRequest } from '../protocol/generated/s3control-types.ts'
import type { ControlHandler } from './handler.ts'
import { progressSummary } from './job-descriptor.ts'
import { readListToken, writeListToken } from './list-token.ts'

/** choice: the default page and the meaning of 0 are not documented (reference 1.5). */
const DEFAULT_PAGE = 1000

/** Newest first; of the caller's account and Region only. */
export const listJobs: ControlHandler<ListJobsRequest> = async ({ jobs }, { input, caller }) => {
  const { JobStatuses: statuses = [], MaxResults: maxResults = 0, NextToken: token } = input
  const page = jobs.list({
    account: caller.account,
    region: caller.region,
    statuses,
    limit: maxResults === 0 ? DEFAULT_PAGE : maxResults,
    before: token === undefined ? undefined : readListToken(token, caller),
  })
  return {
    NextToken: page.next === undefined ? undefined : writeListToken(page.next, caller),
    Jobs: page.jobs.map(listEntry),
  }
}

/** choice: TerminationDate is given, because the model has it; listings of 2021 left it out (reference 1.5). */
function listEntry(job: JobSummary): JobListDescriptor {
  return {
    JobId: job.id,
    Description: job.description,
    Operation: job.operation.name as JobListDescriptor['Operation'],
    Priority: job.priority,
    Status: job.status,
    CreationTime: new Date(job.createdMs),
    TerminationDate: job.terminatedMs === undefined ? undefined : new Date(job.terminatedMs),
    ProgressSummary: progressSummary(job.progress),
  }
}
