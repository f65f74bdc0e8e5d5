import { isArchived } from './archive.ts'
import type { ObjectVersion, StorageClass } from './object.ts'
import { fitsFilter, hasTags, type RuleFilter } from './rule-filter.ts'

type Status = 'Enabled' | 'Disabled'

/** S3's ReplicationConfiguration, in its own member names. */
export interface ReplicationConfiguration {
  readonly Role?: string
  readonly Rules: readonly ReplicationRule[]
}

export interface ReplicationRule {
  readonly ID?: string
  readonly Status: Status
  readonly Priority?: number
  /** Of a rule of the first version of the schema, which has no `Filter`. */
  readonly Prefix?: string
  readonly Filter?: RuleFilter
  readonly Destination: ReplicationDestination
  readonly SourceSelectionCriteria?: {
    readonly SseKmsEncryptedObjects?: { readonly Status: Status }
    readonly ReplicaModifications?: { readonly Status: Status }
  }
  readonly ExistingObjectReplication?: { readonly Status: Status }
  readonly DeleteMarkerReplication?: { readonly Status?: Status }
}

export interface ReplicationDestination {
  /** Bucket ARN. */
  readonly Bucket: string
  readonly Account?: string
  readonly StorageClass?: StorageClass
  readonly AccessControlTranslation?: { readonly Owner: 'Destination' }
  readonly EncryptionConfiguration?: { readonly ReplicaKmsKeyID?: string }
  readonly ReplicationTime?: { readonly Status: Status; readonly Time?: { readonly Minutes?: number } }
  readonly Metrics?: { readonly Status: Status }
}

/** What the rules look at. */
export type ReplicableVersion = Pick<
  ObjectVersion,
  'key' | 'tags' | 'deleteMarker' | 'encryption' | 'storageClass' | 'archiveTier'
>

/**
 * The rules by which a version is replicated: for each destination the one of the highest priority. Empty: it is not
 * replicated. Source: User Guide, "What does Amazon S3 replicate?" and "Replication configuration file elements".
 */
export function replicationRulesFor(
  configuration: ReplicationConfiguration,
  version: ReplicableVersion,
): readonly ReplicationRule[] {
  if (isArchived(version)) return []
  const byDestination = new Map<string, ReplicationRule>()
  for (const rule of configuration.Rules) {
    if (!takes(rule, version)) continue
    const rival = byDestination.get(rule.Destination.Bucket)
    if (rival === undefined || priorityOf(rule) > priorityOf(rival)) byDestination.set(rule.Destination.Bucket, rule)
  }
  return [...byDestination.values()]
}

/** Whether changes made to a replica of this version go back to where it came from (User Guide, "Replica modification sync"). */
export function syncsReplicaChanges({ SourceSelectionCriteria }: ReplicationRule): boolean {
  return SourceSelectionCriteria?.ReplicaModifications?.Status === 'Enabled'
}

/** After how many milliseconds a rule with Replication Time Control tells that it is late; undefined: it has none. */
export function replicationThreshold({ Destination }: ReplicationRule): number | undefined {
  const control = Destination.ReplicationTime
  if (control?.Status !== 'Enabled') return undefined
  return (control.Time?.Minutes ?? THRESHOLD_MINUTES) * 60_000
}

/** The only value that S3 takes. */
const THRESHOLD_MINUTES = 15

function takes(rule: ReplicationRule, version: ReplicableVersion): boolean {
  if (rule.Status !== 'Enabled' || !fitsFilter(rule, version)) return false
  if (version.deleteMarker) return takesDeleteMarkers(rule)
  const kind = version.encryption?.kind
  if (kind !== 'SSE-KMS' && kind !== 'DSSE-KMS') return true
  return rule.SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status === 'Enabled'
}

/** Rules without `Filter`, of the schema's first version, always take them; rules that look at tags never do. */
function takesDeleteMarkers(rule: ReplicationRule): boolean {
  if (rule.Filter === undefined) return rule.DeleteMarkerReplication?.Status !== 'Disabled'
  return rule.DeleteMarkerReplication?.Status === 'Enabled' && !hasTags(rule.Filter)
}

/** Rules of the first version have none: they cannot overlap. */
function priorityOf({ Priority }: ReplicationRule): number {
  return Priority ?? 0
}
