import { randomBytes } from 'node:crypto'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { ReplicationRule } from '../../protocol/generated/s3-types.ts'

const MAX_RULES = 1000
const MAX_ID_LENGTH = 255

/** What rules must obey together and each alone (User Guide, "Replication configuration"). @throws S3Error */
export function checkReplicationRules(rules: readonly ReplicationRule[]): void {
  if (rules.length === 0 || rules.length > MAX_RULES) throw new S3Error('MalformedXML')
  const ids = rules.flatMap(({ ID }) => (ID === undefined || ID === '' ? [] : [ID]))
  if (new Set(ids).size < ids.length) throw invalid('Rule ids must be unique.')
  const priorities = rules.flatMap(({ Priority }) => (Priority === undefined ? [] : [Priority]))
  if (new Set(priorities).size < priorities.length)
    throw invalid('Found duplicate priorities. Priorities must be unique.')
  for (const rule of rules) checkRule(rule)
}

/** The rules as S3 keeps them: each with an id. */
export function identifiedRules(rules: readonly ReplicationRule[]): readonly ReplicationRule[] {
  return rules.map((rule) => (rule.ID === undefined || rule.ID === '' ? { ...rule, ID: newRuleId() } : rule))
}

export function newRuleId(): string {
  return randomBytes(36).toString('base64url').slice(0, 48)
}

function checkRule(rule: ReplicationRule): void {
  if ((rule.ID?.length ?? 0) > MAX_ID_LENGTH) {
    throw new S3Error('InvalidArgument', { message: 'The maximum value is 255 characters.' })
  }
  if (rule.Filter === undefined) return
  if (rule.Prefix !== undefined) throw new S3Error('MalformedXML')
  // The newer form of rules (User Guide, "Backward compatibility considerations").
  if (rule.Priority === undefined)
    throw invalid(
      'Priority must be specified for this version of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.',
    )
  if (rule.DeleteMarkerReplication?.Status === undefined) {
    throw invalid(
      'DeleteMarkerReplication must be specified for this version of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.',
    )
  }
  const tagged = rule.Filter.Tag !== undefined || (rule.Filter.And?.Tags?.length ?? 0) > 0
  if (tagged && rule.DeleteMarkerReplication.Status === 'Enabled') {
    throw invalid(
      'Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.',
    )
  }
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidRequest', { message })
}
