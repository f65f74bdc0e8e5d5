import { type BatchOperation, LOCAL_OPERATION } from './batch-operation.ts'

/** Removes all tags of each object (reference 7.5). */
export const deleteObjectTagging: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3DeleteObjectTagging',
  validate: () => undefined,
  begin: () => ({ kind: 'set', action: { kind: 'change', change: { kind: 'deleteTagging' } } }),
}
