/** The present world, and the change from one to the next. */
import type { Clock } from '../../db/model/clock.ts'
import { S3Error } from '../../db/model/s3-error.ts'
import type { WriterThread } from '../../db/objects/local/writer/start-writer.ts'
import { createPiscinaExecutor } from '../../worker/executor/piscina-executor.ts'
import type { Config } from '../config.ts'
import type { DataFolder } from '../data-folder.ts'
import type { Answer } from '../http/control-front.ts'
import { failureOf } from '../http/failure.ts'
import type { Log } from '../log.ts'
import { synchronousOf } from './synchronous.ts'
import { openWorld, storeAccess, type World } from './world.ts'

export interface Worlds {
  readonly port: <Name extends 'control' | 'object'>(name: Name) => World[Name] | Promise<World[Name]>
  readonly replace: () => Promise<void>
  readonly close: () => Promise<void>
  /** Tells the client of a request whose world went away under it just that. */
  readonly during: (answer: Answer) => Answer
}

export interface WorldsParts {
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  readonly folder: DataFolder
  readonly writer: WriterThread
}

export async function openWorlds({ config, log, clock, folder, writer }: WorldsParts): Promise<Worlds> {
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
    await writer.switchTo({ folder: folder.next(), synchronous: synchronousOf(config) })
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
