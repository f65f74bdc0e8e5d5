import {
  type Bucket,
  type ObjectChecksum,
  type ObjectPart,
  REPLICATION_STATUSES,
  type Retention,
  STORAGE_CLASSES,
} from '../../../model/object.ts'
import { run } from '../../../sqlite/statement.ts'
import type { VersionDraft } from '../../object-writes.ts'
import { dropAnnotations } from '../rows/annotation-rows.ts'
import { releaseBlob } from '../rows/blob-rows.ts'
import { nullRow } from '../rows/find-version.ts'
import { intern } from '../rows/interned.ts'
import { storedChecksum } from '../rows/stored-checksum.ts'
import { LEGAL_HOLDS, RETENTION_MODES, type VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { defaultEncryption } from './default-encryption.ts'
import { defaultRetention } from './default-retention.ts'

export interface NewVersion {
  readonly draft: VersionDraft
  readonly size: number
  readonly etag: string
  readonly blob: number | undefined
  readonly checksum: ObjectChecksum | undefined
  readonly parts: readonly ObjectPart[] | undefined
}

const INSERT_VERSION = `INSERT INTO version (bucket_id, key, seq, named, marker, modified_ms, size, etag, blob, owner, headers, checksum, parts)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const INSERT_ATTR = `INSERT INTO attr (id, tagset, acl, hold, ret_mode, ret_until, storage, encryption, replication)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

/**
 * Makes a new current version: beside the others where versioning is enabled, else in place of the null version.
 * @returns its row id
 */
export function insertVersion(context: WriteContext, bucket: Bucket, version: NewVersion): number {
  const { db, clock } = context
  const { draft } = version
  const now = clock.now()
  const id = insertRow(context, bucket, draft.key, {
    marker: 0,
    size: version.size,
    etag: version.etag,
    blob: version.blob ?? null,
    owner: draft.owner,
    headers: jsonOrNull(Object.keys(draft.headers).length > 0 ? draft.headers : undefined),
    checksum: storedChecksum(version.checksum),
    parts: jsonOrNull(version.parts),
  })
  const retention = draft.retention ?? defaultRetention(db, bucket, now)
  run(
    db,
    INSERT_ATTR,
    id,
    intern(db, 'tagset', draft.tags === undefined || draft.tags.length === 0 ? undefined : draft.tags),
    intern(db, 'acl', draft.acl),
    LEGAL_HOLDS.indexOf(draft.legalHold),
    retentionMode(retention),
    retention?.untilMs ?? 0,
    STORAGE_CLASSES.indexOf(draft.storageClass ?? 'STANDARD'),
    intern(db, 'encryption', draft.encryption ?? defaultEncryption(db, bucket)),
    REPLICATION_STATUSES.indexOf(draft.replication ?? 'NONE'),
  )
  return id
}

/** Makes a delete marker the current version. @returns its row id */
export function insertDeleteMarker(context: WriteContext, bucket: Bucket, key: string, owner?: string): number {
  return insertRow(context, bucket, key, {
    marker: 1,
    size: 0,
    etag: '',
    blob: null,
    owner,
    headers: null,
    checksum: null,
    parts: null,
  })
}

/** Takes a version away with all that belongs to it. */
export function dropVersion(context: WriteContext, row: VersionRow): void {
  context.versionLog.note(row.bucket_id, row.key)
  run(context.db, 'DELETE FROM version WHERE id = ?', row.id)
  context.freeRow()
  run(context.db, 'DELETE FROM attr WHERE id = ?', row.id)
  dropAnnotations(context, row.id)
  releaseBlob(context, row.blob)
}

export function retentionMode(retention: Retention | undefined): number {
  return RETENTION_MODES.indexOf(retention?.mode)
}

interface RowValues {
  readonly marker: number
  readonly size: number
  readonly etag: string
  readonly blob: number | null
  readonly owner: string | undefined
  readonly headers: string | null
  readonly checksum: string | null
  readonly parts: string | null
}

function insertRow(context: WriteContext, bucket: Bucket, key: string, row: RowValues): number {
  const named = bucket.versioning === 'Enabled' ? 1 : 0
  if (named === 0) {
    const replaced = nullRow(context.db, bucket.id, key)
    if (replaced !== undefined) dropVersion(context, replaced)
  }
  context.versionLog.note(bucket.id, key)
  const owner = row.owner === bucket.account ? undefined : row.owner
  return run(
    context.db,
    INSERT_VERSION,
    bucket.id,
    key,
    context.nextSeq(),
    named,
    row.marker,
    context.clock.now(),
    row.size,
    row.etag,
    row.blob,
    owner ?? null,
    row.headers,
    row.checksum,
    row.parts,
  ).rowid
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
