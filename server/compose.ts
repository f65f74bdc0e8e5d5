/** The composition root: builds the adapters, wires them to the ports, and takes them apart again. */
import { createClock, type MovableClock } from '../db/model/clock.ts'
import { S3Error } from '../db/model/s3-error.ts'
import { startWriter } from '../db/objects/local/writer/start-writer.ts'
import { createPiscinaExecutor } from '../worker/executor/piscina-executor.ts'
import { openWorld, storeAccess, synchronousOf, type World } from './compose/world.ts'
import type { Config } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import { type App, createApp } from './http/app.ts'
import { type Answer, createControlFront } from './http/control-front.ts'
import { failureOf } from './http/failure.ts'
import { createIdentify } from './http/identify.ts'
import { createObjectFront } from './http/object-front.ts'
import { createStsFront } from './http/sts-front.ts'
import type { Log } from './log.ts'
import type { ObjectHandler } from './object-api/handler.ts'
import { objectHandlers } from './object-api/registry.ts'
import { packageVersion } from './version.ts'

export interface Composition {
  readonly app: App
  readonly clock: MovableClock
  /** Everything stored goes, running jobs included; nothing of it can write afterwards. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function compose(config: Config, log: Log): Promise<Composition> {
  const clock = createClock()
  const worlds = await openWorlds(config, log, clock)
  const identify = createIdentify(config, clock)
  const app = createApp({
    config,
    log,
    fronts: {
      control: worlds.during(createControlFront({ config, identify, ports: () => worlds.port('control') })),
      object: worlds.during(
        createObjectFront({ config, identify, ports: () => worlds.port('object'), handlerOf: objectHandler }),
      ),
      sts: createStsFront({ identify }),
    },
    emulator: {
      version: packageVersion(),
      clock,
      reset: worlds.replace,
      clockMoved: () => void Promise.resolve(worlds.port('control')).then(({ scheduler }) => scheduler.tick()),
    },
  })
  return { app, clock, reset: worlds.replace, close: worlds.close }
}

/** The present world, and the change from one to the next. */
interface Worlds {
  readonly port: <Name extends 'control' | 'object'>(name: Name) => World[Name] | Promise<World[Name]>
  readonly replace: () => Promise<void>
  readonly close: () => Promise<void>
  /** Tells the client of a request whose world went away under it just that. */
  readonly during: (answer: Answer) => Answer
}

async function openWorlds(config: Config, log: Log, clock: MovableClock): Promise<Worlds> {
  const folder = openDataFolder(config.data)
  const synchronous = synchronousOf(config)
  const writer = await startWriter({ folder: folder.current(), synchronous, clock })
  const executor = createPiscinaExecutor({
    clock,
    settings: { restoreDurationMs: config.restoreDurationMs },
    connectStore: () => storeAccess(config, folder.current(), writer, 'job'),
    ...(config.threads === 0 ? {} : { threads: config.threads }),
  })
  const open = (): Promise<World> => openWorld({ config, log, clock, folder: folder.current(), writer, executor })
  let world: World | Promise<World> = await open()
  const succeed = async (old: World): Promise<World> => {
    await old.close()
    await writer.switchTo({ folder: folder.next(), synchronous })
    executor.reconnect()
    const next = await open()
    folder.removeOld()
    return next
  }
  return {
    port: (name) => (world instanceof Promise ? world.then((ready) => ready[name]) : world[name]),
    async replace() {
      const coming = Promise.resolve(world).then(succeed)
      world = coming
      const next = await coming
      if (world === coming) world = next
    },
    async close() {
      await (await world).close()
      await executor.close()
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

/** The decoded input has the form that the operation's handler expects. */
function objectHandler(name: string): ObjectHandler | undefined {
  const handlers = objectHandlers as unknown as Readonly<Record<string, ObjectHandler>>
  return Object.hasOwn(handlers, name) ? handlers[name] : undefined
}
