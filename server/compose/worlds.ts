/** The present world, and the change from one to the next. */
import { setTimeout as wait } from 'node:timers/promises'
import type { MovableClock } from '../../db/model/clock.ts'
import { S3Error } from '../../db/model/s3-error.ts'
import type { WriterThread } from '../../db/objects/local/writer/start-writer.ts'
import { createPiscinaExecutor, type PiscinaExecutor } from '../../worker/executor/piscina-executor.ts'
import { connectFunctions } from '../../worker/functions/host-thread/connect-functions.ts'
import type { FunctionHostThread } from '../../worker/functions/host-thread/start-function-host.ts'
import { createEventStream, type EventStream } from '../../worker/notifications/event-stream.ts'
import type { Config } from '../config.ts'
import type { DataFolder } from '../data-folder.ts'
import type { Answer } from '../http/control-front.ts'
import { failureOf } from '../http/failure.ts'
import type { Log } from '../log.ts'
import { openDelivery } from './delivery.ts'
import { openFunctions } from './functions.ts'
import { synchronousOf } from './synchronous.ts'
import { openWorld, storeAccess, type World } from './world.ts'

const TOLD_MS = 500

export interface Worlds {
  /** Resolves when the first world is there; until then requests wait for it. */
  readonly opened: Promise<void>
  readonly port: <Name extends 'control' | 'object'>(name: Name) => World[Name] | Promise<World[Name]>
  /** A commit has left something to do behind. */
  readonly wakeBackground: () => void
  /** Resolves when what became due with the time has been done. */
  readonly clockMoved: () => Promise<void>
  /** Everything that buckets and jobs tell, of all worlds. */
  readonly events: EventStream
  readonly replace: () => Promise<void>
  readonly close: () => Promise<void>
  /** Tells the client of a request whose world went away under it just that. */
  readonly during: (answer: Answer) => Answer
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
  const first = open()
  let world: World | Promise<World> = first
  const settle = async (coming: Promise<World>): Promise<void> => {
    const next = await coming
    if (world === coming) world = next
  }
  const succeed = async (old: World): Promise<World> => {
    await old.close()
    const { writer, executor, functions } = await engine
    const { replicationDelayMs } = config
    await writer.switchTo({ folder: folder.next(), synchronous: synchronousOf(config), replicationDelayMs })
    await executor.reconnect()
    await functions.interrupt()
    const next = await open()
    folder.removeOld()
    return next
  }
  return {
    opened: settle(first),
    port: (name) => (world instanceof Promise ? world.then((ready) => ready[name]) : world[name]),
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
    async replace() {
      const coming = Promise.resolve(world).then(succeed)
      world = coming
      await settle(coming)
    },
    async close() {
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
        if (world === before || !failureOf(error, 's3').bug) throw error
        throw new S3Error('ServiceUnavailable', { message: 'The emulator was reset while the request was under way.' })
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
