/** Faults over the wire: asked for, looked at, taken away. */
import type { FastifyInstance } from 'fastify'
import type { Faults } from '../emulator-api/faults/faults.ts'
import { FaultError } from '../emulator-api/faults/parse-fault.ts'

export function addFaultRoutes(app: FastifyInstance, faults: Faults): void {
  app.get('/_emulator/faults', async () => ({ faults: faults.list() }))
  app.post('/_emulator/faults', async (request, reply) => {
    try {
      // What it may be is for the faults to say.
      return reply.code(201).send(faults.add(request.body as object))
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      return reply.code(400).send({ error: { code: 'InvalidFault', message: error.message } })
    }
  })
  app.delete('/_emulator/faults', async () => {
    faults.clear()
    return { faults: [] }
  })
  app.get<ById>('/_emulator/faults/:id', async (request, reply) => {
    const { id } = request.params
    return faults.list().find((fault) => fault.id === id) ?? reply.code(404).send(noSuchFault(id))
  })
  app.delete<ById>('/_emulator/faults/:id', async (request, reply) => {
    const { id } = request.params
    if (faults.remove(id)) return reply.code(204).send()
    return reply.code(404).send(noSuchFault(id))
  })
}

interface ById {
  readonly Params: { readonly id: string }
}

function noSuchFault(id: string) {
  return { error: { code: 'NoSuchFault', message: `There is no fault ${id}.` } }
}
