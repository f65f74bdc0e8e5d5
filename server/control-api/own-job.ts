import type { JobRepository } from '../../db/jobs/job-repository.ts'
import type { Job } from '../../db/model/job.ts'
import type { Caller } from '../caller.ts'
import { ServiceError } from './service-error.ts'

/**
 * The caller's job of that id. A job of another account or Region is no more to be found than one that never was
 * (reference 2.3).
 */
export function ownJob(jobs: JobRepository, caller: Caller, id: string): Job {
  const job = jobs.find(id)
  if (job === undefined || !isOwn(job, caller)) throw noSuchJob()
  return job
}

export function isOwn(job: Pick<Job, 'account' | 'region'>, caller: Caller): boolean {
  return job.account === caller.account && job.region === caller.region
}

export function noSuchJob(): ServiceError {
  return new ServiceError('NotFoundException', 'The specified job does not exist')
}
