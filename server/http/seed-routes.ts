/** Seeds over the wire. */
import type { FastifyInstance } from 'fastify'
import { isNoRoom } from '../../db/model/no-room.ts'
import { S3Error } from '../../db/model/s3-error.ts'
import type { SeedDocument, SeedOutcome } from '../emulator-api/seeds/seed.ts'
import { SeedError } from '../emulator-api/seeds/seed-error.ts'
import { SEED_LIMITS } from '../emulator-api/seeds/seed-limits.ts'

export function addSeedRoutes(app: FastifyInstance, seed: (document: SeedDocument) => Promise<SeedOutcome>): void {
  app.post('/_emulator/seeds', { bodyLimit: SEED_LIMITS.bytes }, async (request, reply) => {
    try {
      // What it may be is for the seed's parser to say.
      return await seed(request.body as SeedDocument)
    } catch (error) {
      if (error instanceof SeedError) return reply.code(400).send({ error: seedErrorOf(error) })
      if (isNoRoom(error)) return reply.code(507).send({ error: noRoomError() })
      if (!(error instanceof S3Error)) throw error
      const { status, code, message } = error
      return reply.code(status).send({ error: { code, message } })
    }
  })
}

export function seedErrorOf({ message, mistakes }: SeedError) {
  return { code: 'InvalidSeed', message, mistakes }
}

export function noRoomError() {
  return { code: 'InsufficientStorage', message: 'There is no room left in the data folder.' }
}
