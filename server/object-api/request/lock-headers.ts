import type { Bucket, Retention, RetentionMode } from '../../../db/model/object.ts'
import { retentionOver } from '../../../db/model/object-lock.ts'
import { S3Error } from '../../../db/model/s3-error.ts'

export interface LockHeaders {
  readonly ObjectLockMode?: string | undefined
  readonly ObjectLockRetainUntilDate?: Date | undefined
  readonly ObjectLockLegalHoldStatus?: string | undefined
}

export interface ObjectLock {
  readonly retention?: Retention
  readonly legalHold?: boolean
}

const LOCK_MODE = 'x-amz-object-lock-mode'
const LOCK_UNTIL = 'x-amz-object-lock-retain-until-date'

/** The lock that a write asks for. @throws S3Error `InvalidArgument`, `InvalidRequest` (a bucket without Object Lock) */
export function lockHeaders(input: LockHeaders, bucket: Bucket, nowMs: number): ObjectLock {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = input
  if (mode === undefined && until === undefined && hold === undefined) return {}
  if ((mode === undefined) !== (until === undefined)) {
    const missing = mode === undefined ? LOCK_MODE : LOCK_UNTIL
    throw invalid('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied', missing)
  }
  const retention = mode === undefined || until === undefined ? {} : { retention: retentionOf(mode, until, nowMs) }
  const legalHold = hold === undefined ? {} : { legalHold: legalHoldOf(hold) }
  // In one word here, in three where a stored object's lock is spoken of: so S3 has it.
  if (!bucket.objectLock) throw new S3Error('InvalidRequest', { message: 'Bucket is missing ObjectLockConfiguration' })
  return { ...retention, ...legalHold }
}

function retentionOf(mode: string, until: Date, nowMs: number): Retention {
  if (!isRetentionMode(mode)) throw invalid('Unknown wormMode directive.', LOCK_MODE, mode)
  const retention = { mode, untilMs: until.getTime() }
  const refusal = retentionOver(retention, nowMs, LOCK_UNTIL)
  if (refusal !== undefined) throw refusal
  return retention
}

export function isRetentionMode(text: string | undefined): text is RetentionMode {
  return text === 'GOVERNANCE' || text === 'COMPLIANCE'
}

function legalHoldOf(status: string): boolean {
  if (status !== 'ON' && status !== 'OFF')
    throw invalid("Legal Hold must be either of 'ON' or 'OFF'", 'x-amz-object-lock-legal-hold', status)
  return status === 'ON'
}

function invalid(message: string, name: string, value?: string): S3Error {
  const detail = { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) }
  return new S3Error('InvalidArgument', { message, detail })
}
