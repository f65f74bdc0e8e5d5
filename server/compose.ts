/**
 * The composition root: builds the adapters, wires them to the ports, and takes them apart again. It imports little
 * itself, so that the writer's thread starts while this one loads the rest of the program.
 */
import { createClock, type MovableClock } from '../db/model/clock.ts'
import { startWriter } from '../db/objects/local/writer/start-writer.ts'
import { createPiscinaExecutor } from '../worker/executor/piscina-executor.ts'
import { storeAccess } from './compose/store-access.ts'
import type { World } from './compose/world.ts'
import type { Config } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import type { App } from './http/app.ts'
import type { Log } from './log.ts'

export interface Composition {
  readonly app: App
  readonly clock: MovableClock
  /** Everything stored goes, running jobs included; nothing of it can write afterwards. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function compose(config: Config, log: Log): Promise<Composition> {
  const clock = createClock()
  const folder = openDataFolder(config.data)
  const starting = startWriter({ folder: folder.current(), synchronous: config.sync, clock })
  // Awaited below: a failure before that is not an unhandled one.
  starting.catch(() => undefined)
  const [{ assembleApp }, { openWorld }] = await Promise.all([
    import('./compose/assemble-app.ts'),
    import('./compose/world.ts'),
  ])
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
  const clockMoved = (): void => void Promise.resolve(ports('control')).then(({ scheduler }) => scheduler.wake())
  const app = assembleApp({ config, log, ports, emulator: { clock, reset, clockMoved } })
  const writer = await starting
  const executor = createPiscinaExecutor({
    clock,
    settings: { restoreDurationMs: config.restoreDurationMs },
    connectStore: () => storeAccess(config, folder.current(), writer, 'job'),
    ...(config.threads === 0 ? {} : { threads: config.threads }),
  })
  const open = (): Promise<World> => openWorld({ config, log, clock, folder: folder.current(), writer, executor })
  let world: World | Promise<World> = await open()
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
