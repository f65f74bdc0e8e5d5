/** What lies behind the ports: the adapters of one generation of data. A reset closes one world and opens the next. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createSqliteJobRepository } from '../../db/jobs/sqlite-job-repository.ts'
import type { MovableClock } from '../../db/model/clock.ts'
import type { Job, JobStatus } from '../../db/model/job.ts'
import {
  type OpenObjectStore,
  openLocalObjectStore,
  type StoreAccess,
} from '../../db/objects/local/local-object-store.ts'
import { sweepOrphans } from '../../db/objects/local/sweep-orphans.ts'
import type { LinkKind } from '../../db/objects/local/writer/messages.ts'
import type { WriterThread } from '../../db/objects/local/writer/start-writer.ts'
import { createWriteLink } from '../../db/objects/local/writer/write-link.ts'
import { namedAtUse } from '../../db/sqlite/database-unusable.ts'
import { refuseLost } from '../../db/sqlite/lost-database.ts'
import { migrate } from '../../db/sqlite/migrate.ts'
import { type Database, openDatabase } from '../../db/sqlite/open.ts'
import { type Background, createBackground } from '../../worker/background/create-background.ts'
import type { TaskExecutor } from '../../worker/executor/task-executor.ts'
import type { Delivery } from '../../worker/notifications/delivery.ts'
import { createJobNotices } from '../../worker/notifications/job-notices.ts'
import { createJobScheduler } from '../../worker/scheduler/create-job-scheduler.ts'
import type { Config } from '../config.ts'
import type { ControlApiPorts } from '../control-api/handler.ts'
import { createFormCaller } from '../http/identify.ts'
import type { Log } from '../log.ts'
import type { ObjectApiPorts } from '../object-api/handler.ts'
import { synchronousOf } from './synchronous.ts'

export interface World {
  readonly control: ControlApiPorts
  readonly object: ObjectApiPorts
  readonly background: Background
  /** Stops what runs; nothing of this world writes afterwards. */
  readonly close: () => Promise<void>
}

export interface WorldParts {
  readonly config: Config
  readonly log: Log
  readonly clock: MovableClock
  readonly folder: string
  readonly engine: Promise<{ readonly writer: WriterThread; readonly executor: TaskExecutor }>
  readonly delivery: Delivery
}

export async function openWorld(parts: WorldParts): Promise<World> {
  const { config, log, clock, folder, delivery } = parts
  const jobsDb = openJobsDatabase(config, folder)
  const { writer, executor } = await parts.engine
  const store: OpenObjectStore = openLocalObjectStore(storeAccess(config, folder, writer, 'request'))
  const jobs = createSqliteJobRepository({
    db: jobsDb,
    clock,
    maxOpenJobs: limitOf(config.maxOpenJobs),
    onStatus(job, before) {
      logStatus(log, job, before)
      notices.wake()
    },
  })
  const notices = createJobNotices(jobs, delivery, (error) => log.fault('background', {}, error))
  const scheduler = createJobScheduler({
    jobs,
    store,
    clock,
    executor,
    workFolder: join(folder, 'work'),
    flush: synchronousOf(config) === 'full',
    slots: limitOf(config.slots),
    log: (message, { job, error }) => log.fault(message, { job }, error),
  })
  await scheduler.start().catch((error: unknown) => {
    throw namedAtUse(error, jobsDb.name)
  })
  const behind = openedLater(() => openLocalObjectStore(storeAccess(config, folder, writer, 'job')))
  const background = createBackground({
    store,
    behindRequests: behind.get,
    clock,
    executor,
    delivery,
    onError: (error) => log.fault('background', {}, error),
  })
  // Jobs that wait or are kept for too long go at once when the clock is moved; else the scheduler looks from time to time.
  const endTicks = clock.onChange(() => scheduler.tick())
  await background.start()
  notices.wake()
  const endSweep = config.data === undefined ? undefined : removeOrphans(log, folder, writer)
  const { auth, restoreDurationMs, region: defaultRegion, newBuckets, accounts, dialect } = config
  const maxOpenUploads = limitOf(config.maxOpenUploads)
  const close = async (): Promise<void> => {
    endTicks()
    endSweep?.()
    notices.close()
    await Promise.all([scheduler.stop(), background.close()])
    behind.close()
    store.close()
    jobsDb.close()
  }
  let closed: Promise<void> | undefined
  return {
    control: { jobs, scheduler, store, clock },
    object: {
      store,
      clock,
      settings: { auth, restoreDurationMs, defaultRegion, newBuckets, accounts, dialect, maxOpenUploads },
      formCaller: createFormCaller(config),
    },
    background,
    close: () => (closed ??= close()),
  }
}

/** 0 stands for no limit. */
function limitOf(setting: number): number | undefined {
  return setting === 0 ? undefined : setting
}

/** Opened when it is first asked for: most worlds have nothing that happens by itself. */
function openedLater(open: () => OpenObjectStore): { readonly get: () => OpenObjectStore; readonly close: () => void } {
  let opened: OpenObjectStore | undefined
  return {
    get() {
      opened ??= open()
      return opened
    },
    close: () => opened?.close(),
  }
}

/** For a thread's own connections to the store; the port among it is to be transferred. */
export function storeAccess(config: Config, folder: string, writer: WriterThread, kind: LinkKind): StoreAccess {
  return {
    folder,
    signal: writer.signal,
    port: writer.attach(kind),
    flush: synchronousOf(config) === 'full',
    remembers: kind === 'request',
  }
}

function openJobsDatabase(config: Config, folder: string): Database {
  const db = openDatabase({ file: join(folder, 'jobs.db'), synchronous: synchronousOf(config) })
  const work = join(folder, 'work')
  if (existsSync(work)) refuseLost(db, work)
  migrate(db, 'jobs')
  return db
}

/** Beside the first requests: nobody waits for it. @returns what ends it before it has come to its end */
function removeOrphans(log: Log, folder: string, writer: WriterThread): () => void {
  const link = createWriteLink(writer.attach('job'), writer.signal)
  let ended = false
  sweepOrphans(link, folder, performance.timeOrigin)
    .then(({ missing }) => {
      for (const file of missing)
        log.fault('damaged', { file: `blobs/${file.slice(0, 2)}/${file}` }, 'A body is missing.')
    })
    .catch((error: unknown) => {
      if (!ended) log.fault('sweep', {}, error)
    })
    .finally(() => link.close())
  return () => {
    ended = true
    link.close()
  }
}

function logStatus(log: Log, job: Job, before: JobStatus | undefined): void {
  log.event('job', { id: job.id, operation: job.operation.name, before, status: job.status, account: job.account })
}
