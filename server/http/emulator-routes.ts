/** The emulator's own JSON interface. Unlike the AWS protocols it is plain Fastify: its parser and its errors. */
import type { FastifyInstance } from 'fastify'
import type { MovableClock } from '../../db/model/clock.ts'
import type { EventStream } from '../../worker/notifications/event-stream.ts'
import { changeClock, clockState } from '../emulator-api/clock.ts'
import { streamEvents } from '../emulator-api/events.ts'
import type { FaultBook } from '../emulator-api/faults/faults.ts'
import { health } from '../emulator-api/health.ts'
import type { Overview } from '../emulator-api/overview/overview.ts'
import type { SeedDocument, SeedOutcome } from '../emulator-api/seeds/seed.ts'
import { SeedError } from '../emulator-api/seeds/seed-error.ts'
import type { Snapshots } from '../emulator-api/snapshots/snapshots.ts'
import { addFaultRoutes } from './fault-routes.ts'
import { addOverviewRoutes } from './overview-routes.ts'
import { addSeedRoutes, seedErrorOf } from './seed-routes.ts'
import { addSnapshotRoutes } from './snapshot-routes.ts'

export interface EmulatorParts {
  readonly version: string
  /** In PEM form; undefined where https is not served. */
  readonly caCertificate: string | undefined
  readonly clock: MovableClock
  /** Everything stored goes; resolves when nothing of it can write any more, and the own seed is there again. */
  readonly reset: () => Promise<void>
  readonly seed: (document: SeedDocument) => Promise<SeedOutcome>
  readonly snapshots: Snapshots
  /** Time has moved: resolves when what was due then has been done. */
  readonly clockMoved: () => Promise<void>
  readonly events: EventStream
  readonly faults: FaultBook
  readonly overview: Overview
}

export function addEmulatorRoutes(app: FastifyInstance, parts: EmulatorParts): void {
  const { version, clock, reset, clockMoved, events, caCertificate } = parts
  for (const url of ['/_emulator/health', '/_localstack/health']) app.get(url, async () => health(version))
  for (const url of ['/_emulator/reset', '/_localstack/state/reset']) {
    app.post(url, async (_request, reply) => {
      try {
        await reset()
        return { status: 'reset' }
      } catch (error) {
        if (!(error instanceof SeedError)) throw error
        return reply.code(500).send({ error: seedErrorOf(error) })
      }
    })
  }
  app.get('/_emulator/ca.pem', async (_request, reply) => {
    if (caCertificate !== undefined) return reply.type('application/x-pem-file').send(caCertificate)
    return reply.code(404).send({ error: { code: 'NoTls', message: 'The server was started without --tls.' } })
  })
  app.get('/_emulator/events', (request, reply) => {
    reply.hijack()
    streamEvents(events, request.raw, reply.raw)
  })
  addFaultRoutes(app, parts.faults)
  addOverviewRoutes(app, parts.overview)
  addSeedRoutes(app, parts.seed)
  addSnapshotRoutes(app, parts.snapshots)
  app.get('/_emulator/clock', async () => clockState(clock))
  app.put('/_emulator/clock', async (request, reply) => {
    const wrong = changeClock(clock, request.body)
    if (wrong !== undefined) return reply.code(400).send({ error: { code: 'InvalidClock', message: wrong } })
    await clockMoved()
    return clockState(clock)
  })
}
