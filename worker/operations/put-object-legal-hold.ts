import { type BatchOperation, LOCAL_OPERATION } from './batch-operation.ts'
import { checkObjectLock } from './check-object-lock.ts'

interface LegalHoldParameters {
  readonly LegalHold?: { readonly Status: 'ON' | 'OFF' }
}

/** Puts or lifts a legal hold (reference 7.7). */
export const putObjectLegalHold: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3PutObjectLegalHold',
  validate: () => undefined,
  check: checkObjectLock,
  begin({ operation }) {
    const { LegalHold }: LegalHoldParameters = operation.parameters
    return { kind: 'set', action: { kind: 'change', change: { kind: 'putLegalHold', on: LegalHold?.Status === 'ON' } } }
  },
}
