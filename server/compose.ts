/** The composition root: builds the adapters, wires them to the ports, and takes them apart again. */
import { join } from 'node:path'
import { createSqliteJobRepository } from '../db/jobs/sqlite-job-repository.ts'
import { createClock, type MovableClock } from '../db/model/clock.ts'
import type { Job, JobStatus } from '../db/model/job.ts'
import { openLocalObjectStore, type StoreAccess } from '../db/objects/local/local-object-store.ts'
import { sweepOrphans } from '../db/objects/local/sweep-orphans.ts'
import type { LinkKind } from '../db/objects/local/writer/messages.ts'
import { startWriter, type WriterThread } from '../db/objects/local/writer/start-writer.ts'
import { createWriteLink } from '../db/objects/local/writer/write-link.ts'
import { migrate } from '../db/sqlite/migrate.ts'
import { type Database, openDatabase } from '../db/sqlite/open.ts'
import { createPiscinaExecutor, type PiscinaExecutor } from '../worker/executor/piscina-executor.ts'
import { createJobScheduler } from '../worker/scheduler/create-job-scheduler.ts'
import type { Config } from './config.ts'
import type { ControlApiPorts } from './control-api/handler.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { type App, createApp } from './http/app.ts'
import { createControlFront } from './http/control-front.ts'
import { createIdentify } from './http/identify.ts'
import { createObjectFront } from './http/object-front.ts'
import { createStsFront } from './http/sts-front.ts'
import type { Log } from './log.ts'
import type { ObjectApiPorts, ObjectHandler } from './object-api/handler.ts'
import { objectHandlers } from './object-api/registry.ts'
import { packageVersion } from './version.ts'

export interface Composition {
  readonly app: App
  readonly clock: MovableClock
  /** Everything stored goes, running jobs included; nothing of it can write afterwards. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What a reset replaces. */
interface World {
  readonly control: ControlApiPorts
  readonly object: ObjectApiPorts
  readonly close: () => Promise<void>
}

export async function compose(config: Config, log: Log): Promise<Composition> {
  const clock = createClock()
  const folder = openDataFolder(config.data)
  const writer = await startWriter({ folder: folder.current(), synchronous: config.sync, clock })
  const executor = createPiscinaExecutor({
    clock,
    settings: { restoreDurationMs: config.restoreDurationMs },
    connectStore: () => storeAccess(config, folder.current(), writer, 'job'),
    ...(config.threads === 0 ? {} : { threads: config.threads }),
  })
  const open = (): Promise<World> => openWorld({ config, log, clock, folder, writer, executor })
  let world: World | Promise<World> = await open()
  const replace = async (old: World): Promise<World> => {
    await old.close()
    await writer.switchTo({ folder: folder.next(), synchronous: config.sync })
    executor.reconnect()
    const made = await open()
    folder.removeOld()
    return made
  }
  const reset = async (): Promise<void> => {
    const replacing = Promise.resolve(world).then(replace)
    world = replacing
    const made = await replacing
    if (world === replacing) world = made
  }
  const ports = <Name extends 'control' | 'object'>(name: Name): World[Name] | Promise<World[Name]> =>
    world instanceof Promise ? world.then((ready) => ready[name]) : world[name]
  const identify = createIdentify(config, clock)
  const app = createApp({
    config,
    log,
    fronts: {
      control: createControlFront({ config, identify, ports: () => ports('control') }),
      object: createObjectFront({ config, identify, ports: () => ports('object'), handlerOf: objectHandler }),
      sts: createStsFront({ identify }),
    },
    emulator: {
      version: packageVersion(),
      clock,
      reset,
      clockMoved: () => void Promise.resolve(ports('control')).then(({ scheduler }) => scheduler.wake()),
    },
  })
  return {
    app,
    clock,
    reset,
    async close() {
      await (await world).close()
      await executor.close()
      await writer.stop()
      folder.release()
    },
  }
}

interface WorldParts {
  readonly config: Config
  readonly log: Log
  readonly clock: MovableClock
  readonly folder: DataFolder
  readonly writer: WriterThread
  readonly executor: PiscinaExecutor
}

async function openWorld({ config, log, clock, folder, writer, executor }: WorldParts): Promise<World> {
  const store = openLocalObjectStore(storeAccess(config, folder.current(), writer, 'request'))
  const jobsDb = openJobsDatabase(config, folder.current())
  const jobs = createSqliteJobRepository({ db: jobsDb, clock, onStatus: (job, before) => logStatus(log, job, before) })
  const scheduler = createJobScheduler({
    jobs,
    store,
    clock,
    executor,
    workFolder: join(folder.current(), 'jobs'),
    slots: config.slots === 0 ? undefined : config.slots,
    log: (message, detail) => logTrouble(log, message, detail),
  })
  await scheduler.start()
  sweepBehind(log, folder.current(), writer)
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

function storeAccess(config: Config, folder: string, writer: WriterThread, link: LinkKind): StoreAccess {
  return { folder, signal: writer.signal, port: writer.attach(link), flush: config.sync === 'full' }
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

/** The decoded input has the form that the operation's handler expects. */
function objectHandler(name: string): ObjectHandler | undefined {
  const handlers = objectHandlers as unknown as Readonly<Record<string, ObjectHandler>>
  return Object.hasOwn(handlers, name) ? handlers[name] : undefined
}
