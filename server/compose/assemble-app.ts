/** The HTTP side of the program: the application and the fronts behind it, with every handler there is. */
import type { Config } from '../config.ts'
import { type App, createApp } from '../http/app.ts'
import { createControlFront } from '../http/control-front.ts'
import type { EmulatorParts } from '../http/emulator-routes.ts'
import { createIdentify } from '../http/identify.ts'
import { createObjectFront } from '../http/object-front.ts'
import { createStsFront } from '../http/sts-front.ts'
import type { Log } from '../log.ts'
import type { ObjectHandler } from '../object-api/handler.ts'
import { objectHandlers } from '../object-api/registry.ts'
import { packageVersion } from '../version.ts'
import type { World } from './world.ts'

export interface AssembleAppParts {
  readonly config: Config
  readonly log: Log
  /** The ports of the present world; a promise while a reset makes a new one. */
  readonly ports: <Name extends 'control' | 'object'>(name: Name) => World[Name] | Promise<World[Name]>
  readonly emulator: Omit<EmulatorParts, 'version'>
}

export function assembleApp({ config, log, ports, emulator }: AssembleAppParts): App {
  const identify = createIdentify(config, emulator.clock)
  return createApp({
    config,
    log,
    fronts: {
      control: createControlFront({ config, identify, ports: () => ports('control') }),
      object: createObjectFront({ config, identify, ports: () => ports('object'), handlerOf: objectHandler }),
      sts: createStsFront({ identify }),
    },
    emulator: { ...emulator, version: packageVersion() },
  })
}

/** The decoded input has the form that the operation's handler expects. */
function objectHandler(name: string): ObjectHandler | undefined {
  const handlers = objectHandlers as unknown as Readonly<Record<string, ObjectHandler>>
  return Object.hasOwn(handlers, name) ? handlers[name] : undefined
}
