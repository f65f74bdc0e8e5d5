/** All that a reset replaces: the store, the jobs and what runs them, in one generation of the data folder. */
import { join } from 'node:path'
import { createSqliteJobRepository } from '../../db/jobs/sqlite-job-repository.ts'
import type { MovableClock } from '../../db/model/clock.ts'
import type { Job, JobStatus } from '../../db/model/job.ts'
import { openLocalObjectStore } from '../../db/objects/local/local-object-store.ts'
import { sweepOrphans } from '../../db/objects/local/sweep-orphans.ts'
import type { WriterThread } from '../../db/objects/local/writer/start-writer.ts'
import { createWriteLink } from '../../db/objects/local/writer/write-link.ts'
import { migrate } from '../../db/sqlite/migrate.ts'
import { type Database, openDatabase } from '../../db/sqlite/open.ts'
import type { PiscinaExecutor } from '../../worker/executor/piscina-executor.ts'
import { createJobScheduler } from '../../worker/scheduler/create-job-scheduler.ts'
import type { Config } from '../config.ts'
import type { ControlApiPorts } from '../control-api/handler.ts'
import type { Log } from '../log.ts'
import type { ObjectApiPorts } from '../object-api/handler.ts'
import { storeAccess } from './store-access.ts'

export interface World {
  readonly control: ControlApiPorts
  readonly object: ObjectApiPorts
  readonly close: () => Promise<void>
}

export interface WorldParts {
  readonly config: Config
  readonly log: Log
  readonly clock: MovableClock
  readonly folder: string
  readonly writer: WriterThread
  readonly executor: PiscinaExecutor
}

export async function openWorld({ config, log, clock, folder, writer, executor }: WorldParts): Promise<World> {
  const jobsDb = openJobsDatabase(config, folder)
  const store = openLocalObjectStore(storeAccess(config, folder, writer, 'request'))
  const jobs = createSqliteJobRepository({ db: jobsDb, clock, onStatus: (job, before) => logStatus(log, job, before) })
  const scheduler = createJobScheduler({
    jobs,
    store,
    clock,
    executor,
    workFolder: join(folder, 'jobs'),
    slots: config.slots === 0 ? undefined : config.slots,
    log: (message, detail) => logTrouble(log, message, detail),
  })
  await scheduler.start()
  sweepBehind(log, folder, writer)
  return {
    control: { jobs, scheduler, store, clock },
    object: {
      store,
      clock,
      settings: {
        auth: config.auth,
        restoreDurationMs: config.restoreDurationMs,
        defaultRegion: config.region,
        newBuckets: config.newBuckets,
        accounts: config.accounts,
      },
    },
    async close() {
      await scheduler.stop()
      store.close()
      jobsDb.close()
    },
  }
}

function openJobsDatabase(config: Config, folder: string): Database {
  const db = openDatabase({ file: join(folder, 'jobs.db'), synchronous: config.sync })
  migrate(db, 'jobs')
  return db
}

/** Beside the first requests: what earlier processes left in the folder. */
function sweepBehind(log: Log, folder: string, writer: WriterThread): void {
  const link = createWriteLink(writer.attach('job'), writer.signal)
  sweepOrphans(link, folder, performance.timeOrigin + performance.now())
    .catch((error: unknown) => logTrouble(log, 'the sweep at start broke off', { error }))
    .finally(() => link.close())
}

function logTrouble(
  log: Log,
  message: string,
  { job, error }: { readonly job?: string; readonly error?: unknown },
): void {
  log.fault('trouble', { message, job }, error)
}

function logStatus(log: Log, job: Job, before: JobStatus | undefined): void {
  log.event('job', { id: job.id, operation: job.operation.name, before, status: job.status, account: job.account })
}
