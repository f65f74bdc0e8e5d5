/** What there is, of all accounts and Regions: for the console, and for scripts that ask no account in particular. */
import type { JobRepository } from '../../../db/jobs/job-repository.ts'
import type { Clock } from '../../../db/model/clock.ts'
import type { JobStatus, JobSummary } from '../../../db/model/job.ts'
import type { Bucket } from '../../../db/model/object.ts'
import type { ObjectStore } from '../../../db/objects/object-store.ts'

/** The ports as they are when they are asked for: a reset replaces them. */
export interface OverviewPorts {
  readonly jobs: () => Promise<JobRepository>
  readonly buckets: <Result>(use: (buckets: ObjectStore['buckets']) => Promise<Result>) => Promise<Result>
  readonly clock: Clock
}

export interface ShownJob {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly status: JobStatus
  readonly operation: string
  readonly priority: number
  readonly description?: string
  /** ISO 8601, as all times here. */
  readonly createdAt: string
  readonly endedAt?: string
  readonly tasks: { readonly total: number; readonly succeeded: number; readonly failed: number }
  /** Spent in `Active`, pauses left out. */
  readonly activeMs: number
}

export interface JobsShown {
  /** The emulator's time, by which ages are counted. */
  readonly now: string
  readonly counts: Readonly<Partial<Record<JobStatus, number>>>
  /** Newest first. */
  readonly jobs: readonly ShownJob[]
  /** `before` of the next page, when there is one. */
  readonly next?: number
}

export interface ShownBucket {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly createdAt: string
  readonly versioning: Bucket['versioning']
  readonly objectLock: boolean
}

export interface BucketsShown {
  /** In the order of their names. */
  readonly buckets: readonly ShownBucket[]
  /** `after` of the next page, when there is one. */
  readonly next?: string
}

export interface Overview {
  readonly jobs: (query: Parameters<JobRepository['listAll']>[0]) => Promise<JobsShown>
  readonly job: (id: string) => Promise<ShownJob | undefined>
  readonly buckets: (query: {
    readonly prefix: string
    readonly after: string
    readonly limit: number
  }) => Promise<BucketsShown>
  readonly bucket: (name: string) => Promise<ShownBucket | undefined>
}

export function createOverview({ jobs, buckets, clock }: OverviewPorts): Overview {
  return {
    async jobs(query) {
      const repository = await jobs()
      const { jobs: page, next } = repository.listAll(query)
      return {
        now: new Date(clock.now()).toISOString(),
        counts: repository.counts(),
        jobs: page.map(shownJob),
        ...(next === undefined ? {} : { next }),
      }
    },
    async job(id) {
      const job = (await jobs()).find(id)
      return job === undefined ? undefined : shownJob(job)
    },
    async buckets({ limit, ...query }) {
      const found = await buckets((store) => store.list({ ...query, account: undefined, limit: limit + 1 }))
      const page = found.slice(0, limit)
      const last = found.length > limit ? page.at(-1) : undefined
      return { buckets: page.map(shownBucket), ...(last === undefined ? {} : { next: last.name }) }
    },
    async bucket(name) {
      const found = await buckets((store) => store.find(name))
      return found === undefined ? undefined : shownBucket(found)
    },
  }
}

function shownJob(job: JobSummary): ShownJob {
  const { id, account, region, status, priority, description, terminatedMs } = job
  const { total, succeeded, failed, activeMs } = job.progress
  return {
    id,
    account,
    region,
    status,
    operation: job.operation.name,
    priority,
    ...(description === undefined ? {} : { description }),
    createdAt: new Date(job.createdMs).toISOString(),
    ...(terminatedMs === undefined ? {} : { endedAt: new Date(terminatedMs).toISOString() }),
    tasks: { total, succeeded, failed },
    activeMs,
  }
}

function shownBucket({ name, account, region, createdMs, versioning, objectLock }: Bucket): ShownBucket {
  return { name, account, region, createdAt: new Date(createdMs).toISOString(), versioning, objectLock }
}
