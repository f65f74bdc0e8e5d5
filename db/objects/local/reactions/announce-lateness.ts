import type { Bucket } from '../../../model/object.ts'
import { type ReplicationRule, replicationThreshold } from '../../../model/replication-rules.ts'
import type { VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { announce } from './announce.ts'

/** Replication of a version will take longer than its rules promise: that is told at the moment when it becomes so. */
export function announceMissed(
  context: WriteContext,
  source: Bucket,
  row: VersionRow,
  rules: readonly ReplicationRule[],
): void {
  for (const rule of rules) {
    const threshold = replicationThreshold(rule)
    if (threshold === undefined || context.replicationDelayMs <= threshold) continue
    announce(context, source, 'Replication:OperationMissedThreshold', [row], {
      timeMs: context.clock.now() + threshold,
      byService: true,
      replication: nameOf(rule),
    })
  }
}

/** A version has come to its destination later than the rule promises. */
export function announceLate(context: WriteContext, source: Bucket, row: VersionRow, rule: ReplicationRule): void {
  const threshold = replicationThreshold(rule)
  if (threshold === undefined || context.clock.now() - row.modified_ms <= threshold) return
  announce(context, source, 'Replication:OperationReplicatedAfterThreshold', [row], {
    byService: true,
    replication: nameOf(rule),
  })
}

function nameOf({ ID = '', Destination }: ReplicationRule): { readonly ruleId: string; readonly destination: string } {
  return { ruleId: ID, destination: Destination.Bucket }
}
