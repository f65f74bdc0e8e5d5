import { canonicalIdOf } from '../../db/model/canonical-id.ts'
import { expirationOf, type LifecycleConfiguration } from '../../db/model/lifecycle.ts'
import { encryptionKind, type Grant, type ObjectVersion } from '../../db/model/object.ts'
import { encodeKey } from '../manifest/encode-key.ts'
import type { InventoryConfiguration } from './inventory-configuration.ts'

/** A column of an inventory report: its name in the schema, and a version's cell. */
export interface InventoryColumn {
  readonly name: string
  readonly cell: (version: ObjectVersion) => string
}

/** The columns of a report: always bucket and key, for all versions what tells them apart, then what was asked for. */
export function inventoryColumns(
  { IncludedObjectVersions, OptionalFields = [] }: InventoryConfiguration,
  lifecycle: LifecycleConfiguration | undefined,
): readonly InventoryColumn[] {
  const fixed = IncludedObjectVersions === 'All' ? [...KEY_COLUMNS, ...VERSION_COLUMNS] : KEY_COLUMNS
  const expires: InventoryColumn = {
    name: 'LifecycleExpirationDate',
    cell: ofObjects((version) => (version.isLatest ? isoOrEmpty(expirationOf(lifecycle, version)?.dueMs) : '')),
  }
  return [...fixed, ...[...OPTIONAL_COLUMNS, expires].filter(({ name }) => OptionalFields.includes(name))]
}

/** A row of the report; every cell is quoted, as AWS has it. */
export function inventoryRow(columns: readonly InventoryColumn[], version: ObjectVersion): string {
  return `${columns.map(({ cell }) => `"${cell(version).replaceAll('"', '""')}"`).join(',')}\n`
}

const KEY_COLUMNS: readonly InventoryColumn[] = [
  { name: 'Bucket', cell: ({ bucket }) => bucket },
  { name: 'Key', cell: ({ key }) => encodeKey(key) },
]

/** The null version has no id here (reference 5.3), which jobs over such a report must reckon with. */
const VERSION_COLUMNS: readonly InventoryColumn[] = [
  { name: 'VersionId', cell: ({ versionId }) => (versionId === 'null' ? '' : versionId) },
  { name: 'IsLatest', cell: ({ isLatest }) => String(isLatest) },
  { name: 'IsDeleteMarker', cell: ({ deleteMarker }) => String(deleteMarker) },
]

/** A delete marker has nothing but its date. */
const ofObjects =
  (cell: (version: ObjectVersion) => string) =>
  (version: ObjectVersion): string =>
    version.deleteMarker ? '' : cell(version)

const isoOf = (epochMs: number): string => new Date(epochMs).toISOString()

const isoOrEmpty = (epochMs: number | undefined): string => (epochMs === undefined ? '' : isoOf(epochMs))

/** In the order of the User Guide's "Amazon S3 Inventory list". */
const OPTIONAL_COLUMNS: readonly InventoryColumn[] = [
  { name: 'Size', cell: ofObjects(({ size }) => String(size)) },
  { name: 'LastModifiedDate', cell: ({ modifiedMs }) => isoOf(modifiedMs) },
  { name: 'ETag', cell: ofObjects(({ etag }) => etag) },
  { name: 'StorageClass', cell: ofObjects(({ storageClass }) => storageClass) },
  { name: 'IsMultipartUploaded', cell: ofObjects(({ parts }) => String(parts !== undefined)) },
  { name: 'ReplicationStatus', cell: ofObjects(({ replication }) => (replication === 'NONE' ? '' : replication)) },
  { name: 'EncryptionStatus', cell: ofObjects(({ encryption }) => encryptionKind(encryption)) },
  { name: 'ObjectLockRetainUntilDate', cell: ({ retention }) => isoOrEmpty(retention?.untilMs) },
  { name: 'ObjectLockMode', cell: ({ retention }) => retention?.mode ?? '' },
  { name: 'ObjectLockLegalHoldStatus', cell: ofObjects(({ legalHold }) => (legalHold === true ? 'ON' : 'OFF')) },
  { name: 'IntelligentTieringAccessTier', cell: ofObjects(accessTier) },
  { name: 'BucketKeyStatus', cell: ofObjects(bucketKeyStatus) },
  { name: 'ChecksumAlgorithm', cell: ({ checksum }) => checksum?.algorithm ?? '' },
  { name: 'ObjectAccessControlList', cell: ofObjects(accessControlList) },
  { name: 'ObjectOwner', cell: ({ owner }) => canonicalIdOf(owner) },
  {
    name: 'IntelligentTieringReferenceDate',
    cell: ofObjects(({ storageClass, modifiedMs }) =>
      storageClass === 'INTELLIGENT_TIERING' ? isoOf(modifiedMs) : '',
    ),
  },
  { name: 'ObjectLockEventHoldStatus', cell: () => '' },
  { name: 'ObjectLockEventHoldDuration', cell: () => '' },
]

const TIERS = { ARCHIVE_ACCESS: 'ARCHIVE', DEEP_ARCHIVE_ACCESS: 'DEEP_ARCHIVE' } as const

function accessTier({ storageClass, archiveTier }: ObjectVersion): string {
  if (storageClass !== 'INTELLIGENT_TIERING') return ''
  return archiveTier === undefined ? 'FREQUENT' : TIERS[archiveTier]
}

function bucketKeyStatus({ encryption }: ObjectVersion): string {
  if (encryption?.kind !== 'SSE-KMS') return 'DISABLED'
  return encryption.bucketKey === true ? 'ENABLED' : 'DISABLED'
}

/** Base64 of JSON (User Guide, "Working with the Object ACL field"). */
function accessControlList({ acl, owner }: ObjectVersion): string {
  const ownerId = canonicalIdOf(owner)
  const grants = acl?.grants ?? [{ grantee: { type: 'id', value: ownerId }, permission: 'FULL_CONTROL' } as const]
  const text = JSON.stringify({ version: '2022-11-10', status: 'AVAILABLE', grants: grants.map(grantElement) })
  return Buffer.from(text).toString('base64')
}

function grantElement({ grantee, permission }: Grant): object {
  if (grantee.type === 'uri') return { uri: grantee.value, permission, type: 'Group' }
  return { canonicalId: grantee.value, type: 'CanonicalUser', permission }
}
