import type { OperationModel } from '../model.ts'

/** The browser upload (POST of a form to a bucket). It is no operation of the model: form fields carry everything. */
export const postObject: OperationModel = {
  service: 's3',
  name: 'PostObject',
  method: 'POST',
  path: '/',
  addressQuery: [],
  status: 204,
  input: { kind: 'structure', name: 'PostObjectRequest', members: [] },
  output: { kind: 'structure', name: 'PostObjectOutput', members: [] },
}
