/** The present world, and the change from one to the next. */
import { setTimeout as wait } from 'node:timers/promises'
import type { JobRepository } from '../../db/jobs/job-repository.ts'
import type { MovableClock } from '../../db/model/clock.ts'
import { S3Error } from '../../db/model/s3-error.ts'
import type { WriterThread } from '../../db/objects/local/writer/start-writer.ts'
import { createPiscinaExecutor, type PiscinaExecutor } from '../../worker/executor/piscina-executor.ts'
import { connectFunctions } from '../../worker/functions/host-thread/connect-functions.ts'
import type { FunctionHostThread } from '../../worker/functions/host-thread/start-function-host.ts'
import { createEventStream, type EventStream } from '../../worker/notifications/event-stream.ts'
import type { Config } from '../config.ts'
import type { DataFolder } from '../data-folder.ts'
import type { OwnSeed } from '../emulator-api/seeds/seeds.ts'
import type { Answer } from '../http/control-front.ts'
import { failureOf } from '../http/failure.ts'
import type { Log } from '../log.ts'
import type { ObjectApiPorts } from '../object-api/handler.ts'
import { openDelivery } from './delivery.ts'
import { openFunctions } from './functions.ts'
import { createHolders } from './holders.ts'
import { synchronousOf } from './synchronous.ts'
import { openWorld, storeAccess, type World } from './world.ts'

const TOLD_MS = 500
/** Before a snapshot is taken, requests under way may come to their end for so long. */
const PATIENCE_MS = 2_000

export interface Worlds {
  /** Resolves when the first world is there; until then requests wait for it. */
  readonly opened: Promise<void>
  /** @param holder uses the port until the answer that is given `during` it, or is let go */
  readonly port: <Name extends 'control' | 'object'>(name: Name, holder: object) => World[Name] | Promise<World[Name]>
  /** The work's own use of a port. @throws S3Error `ServiceUnavailable` when the world goes away meanwhile */
  readonly using: <Result>(work: (ports: ObjectApiPorts) => Promise<Result>) => Promise<Result>
  /** To be asked at once: a reset replaces them. */
  readonly jobs: () => Promise<JobRepository>
  /** A commit has left something to do behind. */
  readonly wakeBackground: () => void
  /** Resolves when what became due with the time has been done. */
  readonly clockMoved: () => Promise<void>
  /** Everything that buckets and jobs tell, of all worlds. */
  readonly events: EventStream
  /** Closes the world and opens the next one. */
  readonly replace: (next: NextWorld) => Promise<void>
  /**
   * Closes the world and opens it again after the work, during which nothing is written to its folder. Requests wait;
   * those under way are waited for, but not for long.
   */
  readonly pause: <Result>(work: (folder: string) => Promise<Result>) => Promise<Result>
  readonly close: () => Promise<void>
  /** Tells the client of a request whose world went away under it just that. */
  readonly during: (answer: Answer) => Answer
}

export interface NextWorld {
  /** Makes its folder. Should that fail, the old world is opened again. */
  readonly folder: () => string
  /** What is to be there before anybody sees it. Should that fail, the new world is there all the same. */
  readonly plant?: ((ports: ObjectApiPorts) => Promise<void>) | undefined
}

export interface WorldsParts {
  readonly config: Config
  readonly log: Log
  readonly clock: MovableClock
  readonly folder: DataFolder
  /** The thread may still be starting: what does not need it is made meanwhile. */
  readonly writer: Promise<WriterThread>
  /** Where the server listens, once it does. */
  readonly port: () => number | undefined
  /** Applied to the first world before anybody sees it. */
  readonly seed: OwnSeed | undefined
  /** The program ends, maybe before there is a world. */
  readonly ending: AbortSignal | undefined
}

/** What outlives a world. */
export interface Engine {
  readonly writer: WriterThread
  readonly executor: PiscinaExecutor
  readonly functions: FunctionHostThread
}

export function createWorlds(parts: WorldsParts): Worlds {
  const { config, log, clock, folder } = parts
  const engine = startEngine(parts)
  const events = createEventStream()
  const delivery = openDelivery(
    config,
    log,
    events,
    connectFunctions(async () => (await engine).functions.connect()),
  )
  const open = (): Promise<World> => openWorld({ config, log, clock, folder: folder.current(), engine, delivery })
  const end = new AbortController()
  const ending = parts.ending === undefined ? end.signal : AbortSignal.any([end.signal, parts.ending])
  const plantIn = async (planted: World, plant: NextWorld['plant']): Promise<void> => {
    if (plant === undefined) return
    ending.throwIfAborted()
    // What is being planted when the program ends fails, as its world is closed.
    const close = (): void => void planted.close()
    ending.addEventListener('abort', close)
    await plant(planted.object).finally(() => ending.removeEventListener('abort', close))
  }
  const openFirst = async (): Promise<World> => {
    const opened = await open()
    try {
      await plantIn(opened, parts.seed?.plant)
      return opened
    } catch (error) {
      await opened.close()
      throw error
    }
  }
  const first = openFirst()
  const holders = createHolders()
  let world: World | Promise<World> = first
  const settle = async (coming: Promise<World>): Promise<void> => {
    const next = await coming
    if (world === coming) world = next
  }
  const change = async <Result>(work: (old: World) => Promise<Result>, plant?: NextWorld['plant']): Promise<Result> => {
    const worked = Promise.resolve(world).then(work)
    // Whatever becomes of the work, there is a world again after it.
    const opened = worked.then(open, open)
    const done = opened.then((present) => plantIn(present, plant))
    const coming = done.then(
      () => opened,
      () => opened,
    )
    world = coming
    await settle(coming)
    await done
    return worked
  }
  const held = <Port>(holder: object, port: Port): Port => {
    holders.add(holder)
    return port
  }
  /** What has failed since then because its world went away is told just that. */
  const causeOf = (error: unknown, before: typeof world): unknown => {
    if (world === before || !failureOf(error, 's3').bug) return error
    return new S3Error('ServiceUnavailable', { message: 'The emulator was reset while the request was under way.' })
  }
  return {
    opened: settle(first),
    port: (name, holder) =>
      world instanceof Promise ? world.then((ready) => held(holder, ready[name])) : held(holder, world[name]),
    async using(work) {
      const holder = {}
      const present = await world
      try {
        return await work(held(holder, present.object))
      } catch (error) {
        throw causeOf(error, present)
      } finally {
        holders.remove(holder)
      }
    },
    jobs: async () => (await world).control.jobs,
    wakeBackground() {
      if (!(world instanceof Promise)) world.background.wake()
    },
    async clockMoved() {
      const { background } = await world
      // Those who are told of it are given a moment, but no more: they may not be there.
      await Promise.race([background.delivered(), wait(TOLD_MS, undefined, { ref: false })])
      await background.settled()
    },
    events,
    async replace({ folder: next, plant }) {
      await change(async (old) => {
        await old.close()
        const { writer, executor, functions } = await engine
        const { replicationDelayMs } = config
        await writer.switchTo({ folder: next(), synchronous: synchronousOf(config), replicationDelayMs })
        await executor.reconnect()
        await functions.interrupt()
      }, plant).finally(folder.removeOld)
    },
    pause: (work) =>
      change(async (old) => {
        await holders.gone(PATIENCE_MS)
        await old.close()
        // What a thread has not ended by now must not go on beside the work.
        await (await engine).executor.reconnect()
        return work(folder.current())
      }),
    async close() {
      end.abort()
      await (await world).close()
      delivery.close()
      const { writer, executor, functions } = await engine
      await executor.close()
      await functions.close()
      await writer.stop()
      folder.release()
    },
    during: (answer) => async (exchange, notes) => {
      const before = world
      try {
        return await answer(exchange, notes)
      } catch (error) {
        throw causeOf(error, before)
      } finally {
        holders.remove(exchange)
      }
    },
  }
}

async function startEngine({ config, log, clock, folder, port, ...parts }: WorldsParts): Promise<Engine> {
  const writer = await parts.writer
  const functions = openFunctions({ config, log, clock, port })
  const executor = createPiscinaExecutor({
    clock,
    settings: {
      restoreDurationMs: config.restoreDurationMs,
      ...(config.reportRows === 0 ? {} : { reportRows: config.reportRows }),
      lambda: { concurrency: config.lambdaConcurrency, redrives: config.lambdaRedrives },
    },
    connectStore: () => storeAccess(config, folder.current(), writer, 'job'),
    connectFunctions: () => functions.connect(),
    ...(config.threads === 0 ? {} : { threads: config.threads }),
  })
  return { writer, executor, functions }
}
