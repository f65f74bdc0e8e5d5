import { setTimeout as pause } from 'node:timers/promises'
import {
  DescribeJobCommand,
  type JobDescriptor,
  type JobStatus,
  type S3ControlClient,
} from '@aws-sdk/client-s3-control'
import { ACCOUNT } from './running-server.ts'

const ENDED: readonly JobStatus[] = ['Complete', 'Failed', 'Cancelled']
const LIMIT_MS = 60_000

/** The job as soon as it is in one of these states. @throws Error when it ends in another, or takes too long */
export async function waitForJob(
  control: S3ControlClient,
  JobId: string,
  ...wanted: readonly JobStatus[]
): Promise<JobDescriptor> {
  const until = performance.now() + LIMIT_MS
  for (;;) {
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))
    const status = Job?.Status
    if (Job !== undefined && status !== undefined && wanted.includes(status)) return Job
    if (status !== undefined && ENDED.includes(status)) {
      throw new Error(`the job is ${status}, not ${wanted.join(' or ')}: ${JSON.stringify(Job?.FailureReasons)}`)
    }
    if (performance.now() > until) throw new Error(`the job is still ${status}`)
    await pause(10)
  }
}
