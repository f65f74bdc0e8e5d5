import type { OperationModel } from '../model.ts'

/** The request by which a browser asks whether it may send another one. It is no operation of the model. */
export const preflight: OperationModel = {
  service: 's3',
  name: 'Preflight',
  method: 'OPTIONS',
  path: '/',
  addressQuery: [],
  status: 200,
  input: { kind: 'structure', name: 'PreflightRequest', members: [] },
  output: { kind: 'structure', name: 'PreflightOutput', members: [] },
}
