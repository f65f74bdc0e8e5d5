import { type BatchOperation, LOCAL_OPERATION } from './batch-operation.ts'

interface RestoreParameters {
  readonly ExpirationInDays?: number
  readonly GlacierJobTier?: 'BULK' | 'STANDARD'
}

/**
 * Starts a restore and does not wait for it (reference 7.6). Without a tier it is RestoreObject's default, Standard.
 *
 * choice: 0 days are no days, as the Intelligent-Tiering archive tiers want it.
 */
export const initiateRestoreObject: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3InitiateRestoreObject',
  validate: () => undefined,
  begin({ operation }, { settings }) {
    const { ExpirationInDays: days, GlacierJobTier: tier }: RestoreParameters = operation.parameters
    return {
      kind: 'set',
      action: {
        kind: 'change',
        change: {
          kind: 'restore',
          days: days === 0 ? undefined : days,
          tier: tier === 'BULK' ? 'Bulk' : 'Standard',
          durationMs: settings.restoreDurationMs,
        },
      },
    }
  },
}
