import type { OperationModel } from '../model.ts'
import { objectOperation } from '../operations.ts'

/** A request to a bucket's website endpoint. It is no operation of the model; what it gives are GetObject's headers. */
export const website: OperationModel = {
  service: 's3',
  name: 'Website',
  method: 'GET',
  path: '/',
  addressQuery: [],
  status: 200,
  input: { kind: 'structure', name: 'WebsiteRequest', members: [] },
  get output() {
    return objectOperation('GetObject').output
  },
}
