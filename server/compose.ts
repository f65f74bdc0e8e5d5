/**
 * The composition root: builds the adapters, wires them to the ports, and takes them apart again. It imports little
 * itself: the writer's thread starts while this one loads the rest of the program.
 */
import { createClock, type MovableClock } from '../db/model/clock.ts'
import { startWriter } from '../db/objects/local/writer/start-writer.ts'
import { openHttps } from './compose/https.ts'
import { synchronousOf } from './compose/synchronous.ts'
import type { Config } from './config.ts'
import { openDataFolder } from './data-folder.ts'
import { createFaults, type Faults } from './emulator-api/faults/faults.ts'
import type { SeedDocument, SeedOutcome } from './emulator-api/seeds/seed.ts'
import { createSeeds } from './emulator-api/seeds/seeds.ts'
import { type Snapshots, snapshotsInTurn } from './emulator-api/snapshots/snapshots.ts'
import type { App } from './http/app.ts'
import type { Log } from './log.ts'

export interface Composition {
  readonly app: App
  readonly clock: MovableClock
  readonly faults: Faults
  /** What clients of https must trust, in PEM form; undefined where only http is served. */
  readonly caCertificate: string | undefined
  /** Everything stored goes, running jobs included; nothing of it can write afterwards. What was seeded at the start comes back. */
  readonly reset: () => Promise<void>
  readonly seed: (document: SeedDocument) => Promise<SeedOutcome>
  readonly snapshots: Snapshots
  readonly close: () => Promise<void>
}

export async function compose(config: Config, log: Log, ending?: AbortSignal): Promise<Composition> {
  // First, as it may be refused: nothing has been started yet that would have to be stopped.
  const https = await openHttps(config)
  const clock = createClock()
  const folder = openDataFolder(config.data, { flush: synchronousOf(config) === 'full' })
  let onEffects: (() => void) | undefined
  const writer = startWriter({
    folder: folder.current(),
    synchronous: synchronousOf(config),
    replicationDelayMs: config.replicationDelayMs,
    clock,
    onEffects: () => onEffects?.(),
    onDeath: (error) => log.fault('the writer thread ended: nothing can be stored any more', {}, error),
  })
  // Awaited with the first world: a failure before that is not an unhandled one.
  writer.catch(() => undefined)
  const [{ assembleApp }, { createWorlds }] = await Promise.all([
    import('./compose/assemble-app.ts'),
    import('./compose/worlds.ts'),
  ])
  const seeds = createSeeds(config)
  const worlds = createWorlds({ config, log, clock, folder, writer, port: () => portOf(app), seed: seeds.own, ending })
  onEffects = worlds.wakeBackground
  const faults = createFaults()
  const reset = async (): Promise<void> => {
    // Before anything goes: what is wrong with the seed leaves all as it is.
    if (seeds.own !== undefined) await worlds.using(seeds.own.rehearse)
    faults.clear()
    await worlds.replace({ folder: folder.next, plant: seeds.own?.plant })
  }
  const seed = (document: SeedDocument): Promise<SeedOutcome> => worlds.using((ports) => seeds.plant(ports, document))
  const snapshots = snapshotsInTurn(async () => {
    const { openSnapshots } = await import('./compose/snapshots/open-snapshots.ts')
    return openSnapshots({ folder, worlds, clock, flush: synchronousOf(config) === 'full' })
  })
  const app = assembleApp({ config, log, clock, worlds, faults, reset, seed, snapshots, https })
  try {
    await Promise.all([worlds.opened, app.fastify.ready()])
  } catch (error) {
    await writer.then((started) => started.stop()).catch(() => undefined)
    folder.release()
    throw error
  }
  const close = async (): Promise<void> => {
    await snapshots.idle()
    await worlds.close()
  }
  return { app, clock, faults, caCertificate: https?.certificate, reset, seed, snapshots, close }
}

function portOf({ fastify: { server } }: App): number | undefined {
  const address = server.address()
  return typeof address === 'object' ? address?.port : undefined
}
