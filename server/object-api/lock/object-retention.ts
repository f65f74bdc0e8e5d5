/** PutObjectRetention and GetObjectRetention. */
import type { Retention } from '../../../db/model/object.ts'
import { retentionOver } from '../../../db/model/object-lock.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type {
  GetObjectRetentionRequest,
  ObjectLockRetention,
  PutObjectRetentionRequest,
} from '../../protocol/generated/s3-types.ts'
import type { ObjectHandler } from '../handler.ts'
import { namedVersion } from '../objects/named-version.ts'
import { requireBodyDigest } from '../request/body-digest.ts'
import { checkDocument } from '../request/check-document.ts'
import { isRetentionMode } from '../request/lock-headers.ts'
import { bypassesGovernance } from './governance-bypass.ts'
import { refuseUnlockable } from './refuse-unlockable.ts'

export const putObjectRetention: ObjectHandler<PutObjectRetentionRequest> = async (ports, request) => {
  const { input } = request
  checkDocument(request)
  requireBodyDigest(request)
  const { bucket, address } = await namedVersion(ports, request)
  refuseUnlockable(bucket)
  await ports.store.writes.change(address, {
    kind: 'putRetention',
    retention: retentionOf(input.Retention, ports.clock.now()),
    bypassGovernance: await bypassesGovernance(ports, request, { ...address, bucket }, input.BypassGovernanceRetention),
  })
  return { output: {} }
}

export const getObjectRetention: ObjectHandler<GetObjectRetentionRequest> = async (ports, request) => {
  const { bucket, version } = await namedVersion(ports, request)
  refuseUnlockable(bucket)
  const { retention } = version
  if (retention === undefined) throw new S3Error('NoSuchObjectLockConfiguration', { detail: { Key: version.key } })
  return { output: { Retention: { Mode: retention.mode, RetainUntilDate: new Date(retention.untilMs) } } }
}

/** An empty document removes the retention. */
function retentionOf(asked: ObjectLockRetention | undefined, nowMs: number): Retention | undefined {
  const { Mode: mode, RetainUntilDate: until } = asked ?? {}
  if (mode === undefined && until === undefined) return undefined
  if (!isRetentionMode(mode) || until === undefined) throw new S3Error('MalformedXML')
  const retention = { mode, untilMs: until.getTime() }
  const refusal = retentionOver(retention, nowMs)
  if (refusal !== undefined) throw refusal
  return retention
}
