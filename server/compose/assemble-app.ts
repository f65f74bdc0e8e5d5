/** The HTTP side of the program: the application and the fronts behind it, with every handler there is. */
import type { MovableClock } from '../../db/model/clock.ts'
import type { Config } from '../config.ts'
import type { FaultBook } from '../emulator-api/faults/faults.ts'
import { createOverview } from '../emulator-api/overview/overview.ts'
import type { SeedDocument, SeedOutcome } from '../emulator-api/seeds/seed.ts'
import type { Snapshots } from '../emulator-api/snapshots/snapshots.ts'
import { type App, createApp } from '../http/app.ts'
import { createBrowserGuard } from '../http/browser-guard.ts'
import { createConsoleToken } from '../http/console-token.ts'
import { createControlFront } from '../http/control-front.ts'
import { createIdentify } from '../http/identify.ts'
import { createObjectFront } from '../http/object-front.ts'
import { createStsFront } from '../http/sts-front.ts'
import type { Log } from '../log.ts'
import type { ObjectHandler } from '../object-api/handler.ts'
import { objectHandlers } from '../object-api/registry.ts'
import { packageVersion } from '../version.ts'
import type { Https } from './https.ts'
import type { Worlds } from './worlds.ts'

export interface AssembleAppParts {
  readonly config: Config
  readonly log: Log
  readonly clock: MovableClock
  readonly worlds: Worlds
  readonly faults: FaultBook
  readonly reset: () => Promise<void>
  readonly seed: (document: SeedDocument) => Promise<SeedOutcome>
  readonly snapshots: Snapshots
  readonly https: Https | undefined
}

export function assembleApp({
  config,
  log,
  clock,
  worlds,
  faults,
  reset,
  seed,
  snapshots,
  https,
}: AssembleAppParts): App {
  const identify = createIdentify(config, clock)
  const consoleToken = createConsoleToken()
  const guard = createBrowserGuard(config, consoleToken.isIn)
  return createApp({
    config,
    log,
    fronts: {
      control: worlds.during(
        createControlFront({ config, identify, guard, ports: (exchange) => worlds.port('control', exchange) }),
      ),
      object: worlds.during(
        createObjectFront({
          config,
          identify,
          ports: (exchange) => worlds.port('object', exchange),
          handlerOf: (name) => handlersByName.get(name),
        }),
      ),
      sts: createStsFront({ identify }),
    },
    guard,
    consoleToken,
    serveTls: https?.serve,
    emulator: {
      caCertificate: https?.certificate,
      version: packageVersion(),
      clock,
      reset,
      seed,
      snapshots,
      clockMoved: worlds.clockMoved,
      events: worlds.events,
      faults,
      overview: createOverview({
        jobs: worlds.jobs,
        buckets: (use) => worlds.using(({ store }) => use(store.buckets)),
        clock,
      }),
    },
  })
}

/** The decoded input has the form that the operation's handler expects. */
const handlersByName: ReadonlyMap<string, ObjectHandler> = new Map(
  Object.entries(objectHandlers as unknown as Readonly<Record<string, ObjectHandler>>),
)
