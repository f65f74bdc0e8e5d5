import type { Retention, RetentionMode } from '../../db/model/object.ts'
import { type BatchOperation, epochMs, LOCAL_OPERATION, type Parameters, REQUEST_INVALID } from './batch-operation.ts'
import { checkObjectLock } from './check-object-lock.ts'

interface RetentionParameters {
  readonly BypassGovernanceRetention?: boolean
  readonly Retention?: { readonly RetainUntilDate?: Date | string; readonly Mode?: RetentionMode }
}

/**
 * Sets, extends or (without mode and date) removes a retention (reference 7.8).
 *
 * choice: a mode without a date, or the reverse, is refused by CreateJob.
 */
export const putObjectRetention: BatchOperation = {
  ...LOCAL_OPERATION,
  name: 'S3PutObjectRetention',
  validate(parameters) {
    const { Retention }: RetentionParameters = parameters
    return (Retention?.Mode === undefined) === (Retention?.RetainUntilDate === undefined) ? undefined : REQUEST_INVALID
  },
  check: checkObjectLock,
  begin: ({ operation: { parameters } }) => ({
    kind: 'set',
    action: {
      kind: 'change',
      change: { kind: 'putRetention', retention: retentionOf(parameters), bypassGovernance: bypasses(parameters) },
    },
  }),
}

function retentionOf(parameters: Parameters): Retention | undefined {
  const { Retention }: RetentionParameters = parameters
  if (Retention?.Mode === undefined || Retention.RetainUntilDate === undefined) return undefined
  return { mode: Retention.Mode, untilMs: epochMs(Retention.RetainUntilDate) }
}

function bypasses({ BypassGovernanceRetention }: RetentionParameters): boolean {
  return BypassGovernanceRetention === true
}
