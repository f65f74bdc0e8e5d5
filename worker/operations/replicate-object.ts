import { type BatchOperation, LOCAL_OPERATION } from './batch-operation.ts'

/**
 * Hands each version to replication, by the rules that its bucket has (reference 7.9).
 *
 * choice: a task ends when its version is in every destination; how long it stays PENDING before is not seen.
 */
export const replicateObject: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3ReplicateObject',
  successMessage: 'success',
  needsVersionId: true,
  // A version takes some statements of its own.
  sliceRows: 5_000,
  validate: () => undefined,
  begin: () => ({ kind: 'set', action: { kind: 'replicate' }, chunkRows: 100 }),
}
