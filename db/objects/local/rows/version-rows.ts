import {
  type AccessControlList,
  type Encryption,
  type ObjectHeaders,
  type ObjectVersion,
  REPLICATION_STATUSES,
  RESTORE_TIERS,
  type Restore,
  STORAGE_CLASSES,
  type StorageClass,
  type Tag,
} from '../../../model/object.ts'
import { NULL_VERSION, versionIdOf } from '../../../model/version-id.ts'
import type { Database } from '../../../sqlite/open.ts'
import { interned } from './interned.ts'
import { checksumOfRow } from './stored-checksum.ts'

/** A version with its changing attributes, as read by `SELECT ${VERSION_COLUMNS} FROM ${VERSION_TABLES}`. */
export interface VersionRow {
  readonly id: number
  readonly bucket_id: number
  readonly key: string
  readonly seq: number
  readonly named: number
  readonly marker: number
  readonly modified_ms: number
  readonly size: number
  readonly etag: string
  readonly blob: number | null
  readonly owner: string | null
  readonly headers: string | null
  readonly checksum: string | null
  readonly parts: string | null
  readonly tagset: number | null
  readonly acl: number | null
  readonly hold: number | null
  readonly ret_mode: number | null
  readonly ret_until: number | null
  readonly storage: number | null
  readonly encryption: number | null
  readonly restore_ready: number | null
  readonly restore_expires: number | null
  readonly restore_tier: number | null
  readonly archive_tier: number | null
  readonly replication: number | null
}

export const VERSION_COLUMNS = `v.id, v.bucket_id, v.key, v.seq, v.named, v.marker, v.modified_ms, v.size, v.etag, v.blob, v.owner, v.headers,
  v.checksum, v.parts, a.tagset, a.acl, a.hold, a.ret_mode, a.ret_until, a.storage, a.encryption, a.restore_ready,
  a.restore_expires, a.restore_tier, a.archive_tier, a.replication`
export const VERSION_TABLES = 'version v LEFT JOIN attr a ON a.id = v.id'

/** Legal holds in the order of their stored numbers: S3 tells one that was lifted from one that never was. */
export const LEGAL_HOLDS = [undefined, true, false] as const
export const RETENTION_MODES = [undefined, 'GOVERNANCE', 'COMPLIANCE'] as const
export const ARCHIVE_TIERS = [undefined, 'ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'] as const

/** Whose row it is: the name and owner of its bucket. */
export interface RowBucket {
  readonly name: string
  readonly account: string
}

export function toVersion(db: Database, bucket: RowBucket, row: VersionRow, isLatest: boolean): ObjectVersion {
  const mode = RETENTION_MODES[row.ret_mode ?? 0]
  const version: ObjectVersion = {
    id: row.id,
    bucket: bucket.name,
    key: row.key,
    versionId: NULL_VERSION,
    isLatest,
    deleteMarker: row.marker === 1,
    modifiedMs: row.modified_ms,
    size: row.size,
    etag: row.etag,
    owner: row.owner ?? bucket.account,
    headers: headersOf(row.headers),
    checksum: checksumOfRow(row.checksum),
    parts: fromJson(row.parts),
    tags: interned<readonly Tag[]>(db, 'tagset', row.tagset ?? 0) ?? [],
    acl: interned<AccessControlList>(db, 'acl', row.acl ?? 0),
    legalHold: LEGAL_HOLDS[row.hold ?? 0],
    retention: mode === undefined ? undefined : { mode, untilMs: row.ret_until ?? 0 },
    storageClass: storageClassOf(row),
    encryption: interned<Encryption>(db, 'encryption', row.encryption ?? 0),
    restore: restoreOf(row),
    archiveTier: ARCHIVE_TIERS[row.archive_tier ?? 0],
    replication: REPLICATION_STATUSES[row.replication ?? 0] ?? 'NONE',
    blob: row.blob ?? undefined,
  }
  return row.named === 1 ? withVersionId(version, row.seq) : version
}

/** Made when it is looked at: it takes a hash, which most who look up a version do not need. */
function withVersionId(version: ObjectVersion, seq: number): ObjectVersion {
  return Object.defineProperty(version, 'versionId', { get: () => versionIdOf(seq), enumerable: true })
}

export function storageClassOf({ storage }: Pick<VersionRow, 'storage'>): StorageClass {
  return STORAGE_CLASSES[storage ?? 0] ?? 'STANDARD'
}

function restoreOf(row: VersionRow): ObjectVersion['restore'] {
  const period = restorePeriodOf(row)
  return period === undefined ? undefined : { ...period, tier: RESTORE_TIERS[row.restore_tier ?? 0] ?? 'Standard' }
}

export function restorePeriodOf({
  restore_ready: readyMs,
  restore_expires: expiresMs,
}: Pick<VersionRow, 'restore_ready' | 'restore_expires'>): Pick<Restore, 'readyMs' | 'expiresMs'> | undefined {
  if (readyMs === null || readyMs === 0) return undefined
  return { readyMs, expiresMs: expiresMs === 0 ? undefined : (expiresMs ?? undefined) }
}

const NO_HEADERS: ObjectHeaders = Object.freeze({})
/** Most objects have one of a few sets of headers; long ones have metadata of their own. */
const headersByText = new Map<string, ObjectHeaders>()
const MOST_REMEMBERED = 1_000
const LONGEST_REMEMBERED = 256

function headersOf(text: string | null): ObjectHeaders {
  if (text === null) return NO_HEADERS
  const remembered = headersByText.get(text)
  if (remembered !== undefined) return remembered
  const headers = Object.freeze(JSON.parse(text) as ObjectHeaders)
  if (text.length > LONGEST_REMEMBERED) return headers
  if (headersByText.size >= MOST_REMEMBERED) headersByText.clear()
  headersByText.set(text, headers)
  return headers
}

function fromJson<Value>(text: string | null): Value | undefined {
  return text === null ? undefined : (JSON.parse(text) as Value)
}
