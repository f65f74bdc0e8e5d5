import { type Bucket, type ObjectVersion, REPLICATION_STATUSES, type ReplicationStatus } from '../../../model/object.ts'
import type { ReplicationFailure } from '../../../model/replication-failure.ts'
import { type ReplicationRule, replicationRulesFor, syncsReplicaChanges } from '../../../model/replication-rules.ts'
import { one, run } from '../../../sqlite/statement.ts'
import type { VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { setAnnotationStatus } from './annotation-replicas.ts'
import { announce } from './announce.ts'
import { announceLate } from './announce-lateness.ts'
import type { Destinations } from './destinations.ts'
import { reactionsOf } from './reactions.ts'
import { writeReplica } from './write-replica.ts'

const PENDING = REPLICATION_STATUSES.indexOf('PENDING')
const REPLICA = REPLICATION_STATUSES.indexOf('REPLICA')

/** What replicating a version came to: the first failure, or undefined. */
export interface ReplicationOutcome {
  readonly failure: ReplicationFailure | undefined
}

/**
 * Brings a version to all destinations that the rules name for it, and notes on it how that went: COMPLETED when it is in
 * all of them, else FAILED (User Guide, "Getting replication status information"). A replica keeps its own status.
 */
export function replicateVersion(
  context: WriteContext,
  source: Bucket,
  row: VersionRow,
  rules: readonly ReplicationRule[],
  destinations: Destinations,
): ReplicationOutcome {
  let failure: ReplicationFailure | undefined
  for (const rule of rules) {
    const problem = replicateTo(context, source, row, rule, destinations)
    if (problem === undefined) continue
    failure ??= problem
    announceFailure(context, source, row, rule, problem)
  }
  const status = failure === undefined ? 'COMPLETED' : 'FAILED'
  if (row.replication !== REPLICA) setReplicationStatus(context, row.id, status)
  setAnnotationStatus(context, row.id, status)
  return { failure }
}

/**
 * The rules that concern a version as it is now. Of a replica only changes are replicated, and only where the rule wants
 * that; a job replicates replicas like all else.
 */
export function rulesOf(
  context: WriteContext,
  source: Bucket,
  version: ObjectVersion,
  by: 'write' | 'job',
): readonly ReplicationRule[] {
  const configuration = reactionsOf(context, source)?.replication
  if (configuration === undefined) return []
  const rules = replicationRulesFor(configuration, version)
  return by === 'write' && version.replication === 'REPLICA' ? rules.filter(syncsReplicaChanges) : rules
}

export function setReplicationStatus({ db }: WriteContext, id: number, status: ReplicationStatus): void {
  run(db, 'UPDATE attr SET replication = ? WHERE id = ?', REPLICATION_STATUSES.indexOf(status), id)
}

function replicateTo(
  context: WriteContext,
  source: Bucket,
  row: VersionRow,
  rule: ReplicationRule,
  destinations: Destinations,
): ReplicationFailure | undefined {
  const found = destinations(rule.Destination.Bucket)
  const destination = found?.bucket
  if (found === undefined || destination === undefined) return 'DstBucketNotFound'
  if (destination.versioning !== 'Enabled') return 'DstBucketUnversioned'
  if (source.objectLock && !destination.objectLock) return 'DstBucketObjectLockConfigMissing'
  if (wasDeleted(context, destination, row)) return 'DstObjectHardDeleted'
  const made = writeReplica(context, {
    source,
    row,
    destination,
    ownerEnforced: found.ownerEnforced,
    rule: rule.Destination,
  })
  if (made && row.replication === PENDING) announceLate(context, source, row, rule)
  return undefined
}

function wasDeleted({ db }: WriteContext, { id }: Bucket, { key, seq }: VersionRow): boolean {
  const sql = 'SELECT 1 FROM deleted_replica WHERE bucket_id = ? AND key = ? AND seq = ?'
  return one(db, sql, id, key, seq) !== undefined
}

/** Only rules with metrics tell of failures (User Guide, "Receiving replication failure events"). */
function announceFailure(
  context: WriteContext,
  source: Bucket,
  row: VersionRow,
  { ID = '', Destination }: ReplicationRule,
  reason: ReplicationFailure,
): void {
  if (Destination.Metrics?.Status !== 'Enabled') return
  announce(context, source, 'Replication:OperationFailedReplication', [row], {
    byService: true,
    replication: { ruleId: ID, destination: Destination.Bucket, reason },
  })
}
