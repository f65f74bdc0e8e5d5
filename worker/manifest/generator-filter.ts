import { type Encryption, encryptionKind } from '../../db/model/object.ts'
import { type ReplicationConfiguration, replicationRulesFor } from '../../db/model/replication-rules.ts'
import type { ScannedVersion } from '../../db/objects/object-reads.ts'
import { epochMs } from '../operations/batch-operation.ts'

type KmsFilter = { readonly KmsKeyArn?: string; readonly BucketKeyEnabled?: boolean }

/** One of its members, as the model names them. */
export interface EncryptionFilter {
  readonly SSES3?: object
  readonly SSEKMS?: KmsFilter
  readonly DSSEKMS?: KmsFilter
  readonly SSEC?: object
  readonly NOTSSE?: object
}

/** S3 Control's JobManifestGeneratorFilter. */
export interface GeneratorFilter {
  readonly EligibleForReplication?: boolean
  readonly CreatedAfter?: Date | string
  readonly CreatedBefore?: Date | string
  readonly ObjectReplicationStatuses?: readonly string[]
  readonly KeyNameConstraint?: {
    readonly MatchAnyPrefix?: readonly string[]
    readonly MatchAnySuffix?: readonly string[]
    readonly MatchAnySubstring?: readonly string[]
  }
  readonly ObjectSizeGreaterThanBytes?: number
  readonly ObjectSizeLessThanBytes?: number
  readonly MatchAnyStorageClass?: readonly string[]
  readonly MatchAnyObjectEncryption?: readonly EncryptionFilter[]
}

export interface FilterContext {
  /** The source bucket's; undefined when it has none. */
  readonly replication: ReplicationConfiguration | undefined
  /** The job replicates: all versions that the configuration covers are listed, not the current ones alone. */
  readonly replicates: boolean
}

type Test = (version: ScannedVersion) => boolean

/**
 * Whether a version belongs to a generated manifest (reference section 6): all criteria hold, of a list any.
 *
 * choice: other jobs than S3ReplicateObject get current versions, without delete markers; times are compared in
 * milliseconds; `EligibleForReplication` false is no restriction.
 */
export function generatorFilter(filter: GeneratorFilter, { replication, replicates }: FilterContext): Test {
  const tests: Test[] = []
  if (!replicates) tests.push(({ isLatest, deleteMarker }) => isLatest && !deleteMarker)
  addKeyTests(tests, filter.KeyNameConstraint)
  addNumberTests(tests, filter)
  const { ObjectReplicationStatuses: statuses, MatchAnyStorageClass: classes } = filter
  if (statuses !== undefined) tests.push(({ replication: status }) => statuses.includes(status))
  if (classes !== undefined) {
    tests.push(({ storageClass, deleteMarker }) => !deleteMarker && classes.includes(storageClass))
  }
  const encryptions = filter.MatchAnyObjectEncryption
  if (encryptions !== undefined) {
    tests.push(({ encryption, deleteMarker }) => !deleteMarker && encryptions.some((one) => fits(one, encryption)))
  }
  if (replicates || filter.EligibleForReplication === true) {
    tests.push((version) => replication !== undefined && replicationRulesFor(replication, version).length > 0)
  }
  return (version) => tests.every((test) => test(version))
}

/** What every key of the manifest begins with, so that only a part of the bucket needs to be read. */
export function scannedPrefix({ KeyNameConstraint }: GeneratorFilter): string {
  const prefixes = KeyNameConstraint?.MatchAnyPrefix ?? []
  return prefixes.length === 1 ? (prefixes[0] ?? '') : ''
}

function addKeyTests(tests: Test[], constraint: GeneratorFilter['KeyNameConstraint']): void {
  const { MatchAnyPrefix: prefixes, MatchAnySuffix: suffixes, MatchAnySubstring: substrings } = constraint ?? {}
  if (prefixes !== undefined) tests.push(({ key }) => prefixes.some((text) => key.startsWith(text)))
  if (suffixes !== undefined) tests.push(({ key }) => suffixes.some((text) => key.endsWith(text)))
  if (substrings !== undefined) tests.push(({ key }) => substrings.some((text) => key.includes(text)))
}

function addNumberTests(tests: Test[], filter: GeneratorFilter): void {
  const { CreatedAfter, CreatedBefore, ObjectSizeGreaterThanBytes, ObjectSizeLessThanBytes } = filter
  if (CreatedAfter !== undefined) {
    const after = epochMs(CreatedAfter)
    tests.push(({ modifiedMs }) => modifiedMs > after)
  }
  if (CreatedBefore !== undefined) {
    const before = epochMs(CreatedBefore)
    tests.push(({ modifiedMs }) => modifiedMs < before)
  }
  if (ObjectSizeGreaterThanBytes !== undefined) tests.push(({ size }) => size > ObjectSizeGreaterThanBytes)
  if (ObjectSizeLessThanBytes !== undefined) tests.push(({ size }) => size < ObjectSizeLessThanBytes)
}

/** Since 2023 S3 encrypts everything: NOT-SSE fits nothing that it holds. */
function fits(filter: EncryptionFilter, encryption: Encryption | undefined): boolean {
  const kind = encryptionKind(encryption)
  if (filter.SSES3 !== undefined) return kind === 'SSE-S3'
  if (filter.SSEC !== undefined) return kind === 'SSE-C'
  if (filter.SSEKMS !== undefined) return kind === 'SSE-KMS' && fitsKey(filter.SSEKMS, encryption)
  if (filter.DSSEKMS !== undefined) return kind === 'DSSE-KMS' && fitsKey(filter.DSSEKMS, encryption)
  return false
}

function fitsKey({ KmsKeyArn, BucketKeyEnabled }: KmsFilter, encryption: Encryption | undefined): boolean {
  if (encryption?.kind !== 'SSE-KMS' && encryption?.kind !== 'DSSE-KMS') return false
  if (KmsKeyArn !== undefined && KmsKeyArn !== encryption.keyArn) return false
  return BucketKeyEnabled === undefined || BucketKeyEnabled === (encryption.bucketKey === true)
}
