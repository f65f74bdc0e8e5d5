/** Snapshots over the wire. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isNoRoom } from '../../db/model/no-room.ts'
import {
  type Snapshot,
  SnapshotError,
  type SnapshotErrorCode,
  type Snapshots,
} from '../emulator-api/snapshots/snapshots.ts'
import { noRoomError } from './seed-routes.ts'

const SNAPSHOTS = '/_emulator/snapshots'

export function addSnapshotRoutes(app: FastifyInstance, snapshots: Snapshots): void {
  app.get(SNAPSHOTS, async () => ({ snapshots: await snapshots.list() }))
  app.post(SNAPSHOTS, async (request, reply) =>
    told(reply, async () => reply.code(201).send(await snapshots.take(nameIn(request.body)))),
  )
  app.get<ByName>(`${SNAPSHOTS}/:name`, async ({ params: { name } }, reply) =>
    told(reply, async () => named(await snapshots.list(), name)),
  )
  app.post<ByName>(`${SNAPSHOTS}/:name/restore`, async ({ params: { name } }, reply) =>
    told(reply, () => snapshots.restore(name)),
  )
  app.delete<ByName>(`${SNAPSHOTS}/:name`, async ({ params: { name } }, reply) =>
    told(reply, async () => {
      await snapshots.remove(name)
      return reply.code(204).send()
    }),
  )
}

interface ByName {
  readonly Params: { readonly name: string }
}

function nameIn(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'name' in body && Object.keys(body).length === 1) {
    if (typeof body.name === 'string') return body.name
  }
  throw new SnapshotError('InvalidSnapshot', 'The body is a JSON object with a "name" (text), and nothing else.')
}

function named(snapshots: readonly Snapshot[], name: string): Snapshot {
  const found = snapshots.find((snapshot) => snapshot.name === name)
  if (found === undefined) throw new SnapshotError('NoSuchSnapshot', 'There is no snapshot of this name.')
  return found
}

const STATUS = {
  InvalidSnapshot: 400,
  NoSuchSnapshot: 404,
  SnapshotExists: 409,
  TooManySnapshots: 409,
} satisfies Record<SnapshotErrorCode, number>

async function told(reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    if (isNoRoom(error)) return reply.code(507).send({ error: noRoomError() })
    if (!(error instanceof SnapshotError)) throw error
    const { code, message } = error
    return reply.code(STATUS[code]).send({ error: { code, message } })
  }
}
