import { REPLICATION_STATUSES, STORAGE_CLASSES } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { one, statement } from '../../../sqlite/statement.ts'
import type { Chunk, EntryCopy } from '../../receipt-store.ts'
import type { RefusedEntry } from '../changes/apply-change.ts'
import { type EntrySet, versionOfEntry } from '../changes/entry-set.ts'
import { requireBucket } from '../rows/bucket-rows.ts'
import { intern } from '../rows/interned.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { copyEntry, MAXIMUM_COPY_BYTES } from './copy-entry.ts'
import { defaultEncryption } from './default-encryption.ts'
import { defaultRetention } from './default-retention.ts'
import { retentionMode } from './insert-version.ts'

/**
 * CopyObject for a run of entries: three statements for all sources that are plainly fit to copy; the others are copied
 * or refused one by one. Source keys that occur twice, or targets that exist in a bucket without versioning, take the
 * slow way as a whole.
 */
export function copyEntries(
  context: WriteContext,
  entries: EntrySet,
  chunk: Chunk,
  copy: EntryCopy,
): readonly RefusedEntry[] {
  const target = requireTarget(context, chunk, copy)
  if (Array.isArray(target)) return target
  const bulk = isBulk(context, entries, chunk, copy, target.id, target.versioning === 'Enabled')
  const left = bulk ? copyPlain(context, entries, copy, target) : chunk.keys.keys()
  const refused: RefusedEntry[] = []
  for (const index of left) {
    const error = copyEntry(context, entries.bucket, chunk, index, copy)
    if (error !== undefined) refused.push({ index, error })
  }
  return refused
}

type Target = ReturnType<typeof requireBucket>

function requireTarget(context: WriteContext, chunk: Chunk, copy: EntryCopy): Target | RefusedEntry[] {
  try {
    return requireBucket(context.db, copy.target.bucket)
  } catch (error) {
    if (!(error instanceof S3Error)) throw error
    return chunk.keys.map((_key, index) => ({ index, error }))
  }
}

function isBulk(
  context: WriteContext,
  entries: EntrySet,
  chunk: Chunk,
  copy: EntryCopy,
  targetId: number,
  versioned: boolean,
): boolean {
  if (new Set(chunk.keys).size !== chunk.keys.length) return false
  if (entries.bucket.id === targetId && copy.keyPrefix === '') return false
  if (versioned) return true
  const key = entries.versioned ? 'j.value ->> 0' : 'j.value'
  const sql = `SELECT 1 FROM json_each(@entries) j CROSS JOIN version v ON v.bucket_id = @target AND v.key = @prefix || ${key} LIMIT 1`
  const bindings = { entries: entries.json, target: targetId, prefix: copy.keyPrefix }
  return one(context.db, sql, bindings) === undefined
}

const ARCHIVED = [STORAGE_CLASSES.indexOf('GLACIER'), STORAGE_CLASSES.indexOf('DEEP_ARCHIVE')].join(', ')

/** A source that nothing speaks against; all others are looked at one by one. */
const PLAIN = `v.marker = 0 AND v.size <= ${MAXIMUM_COPY_BYTES} AND v.parts IS NULL AND v.modified_ms > @since AND v.modified_ms <= @until
  AND a.storage NOT IN (${ARCHIVED}) AND a.archive_tier = 0
  AND a.encryption NOT IN (SELECT id FROM encryption WHERE body ->> 'kind' = 'SSE-C')`

const sourcesSql = (versioned: boolean): string =>
  `FROM json_each(@entries) j CROSS JOIN version v ON v.id = ${versionOfEntry(versioned)} CROSS JOIN attr a ON a.id = v.id WHERE ${PLAIN}`

const insertSql = (versioned: boolean): string => `INSERT INTO version
    (id, bucket_id, key, seq, named, marker, modified_ms, size, etag, blob, owner, headers, checksum, parts)
  SELECT @firstId + j.key, @target, @prefix || v.key, @firstSeq - j.key, @named, 0, @now, v.size, v.etag, v.blob, NULL,
    CASE WHEN @replaceHeaders = 1 THEN @headers WHEN @headers IS NULL THEN v.headers
      ELSE json_patch(coalesce(v.headers, '{}'), @headers) END,
    coalesce(@checksum, v.checksum), NULL
  ${sourcesSql(versioned)}`

const attrSql = (versioned: boolean): string => `INSERT INTO attr
    (id, tagset, acl, hold, ret_mode, ret_until, storage, encryption, replication)
  SELECT @firstId + j.key, CASE WHEN @replaceTags = 1 THEN @tagset ELSE a.tagset END, @acl, @hold, @retMode, @retUntil,
    @storage, @encryption, @replication
  ${sourcesSql(versioned)}`

const shareSql = `INSERT INTO blob_share (blob, extra)
  SELECT v.blob, count(*) FROM version v WHERE v.id >= @firstId AND v.blob IS NOT NULL GROUP BY v.blob
  ON CONFLICT (blob) DO UPDATE SET extra = extra + excluded.extra`

const missingSql = `SELECT j.key AS "index" FROM json_each(@entries) j
  WHERE NOT EXISTS (SELECT 1 FROM version WHERE id = @firstId + j.key)`

/** @returns the places of the entries that were not plainly fit */
function copyPlain(context: WriteContext, entries: EntrySet, copy: EntryCopy, target: Target): number[] {
  const { db } = context
  const bindings = bindingsOf(context, entries, copy, target)
  const { changes } = statement(db, insertSql(entries.versioned)).run(bindings.version)
  if (changes > 0) {
    statement(db, attrSql(entries.versioned)).run(bindings.attr)
    statement(db, shareSql).run({ firstId: bindings.firstId })
  }
  if (changes === entries.size) return []
  const missing = statement(db, missingSql).all({ entries: entries.json, firstId: bindings.firstId })
  return (missing as { readonly index: number }[]).map(({ index }) => index)
}

function bindingsOf(context: WriteContext, entries: EntrySet, copy: EntryCopy, target: Target) {
  const { db, clock } = context
  const now = clock.now()
  const draft = copy.target
  const firstId = (one<{ id: number | null }>(db, 'SELECT max(id) AS id FROM version')?.id ?? 0) + 1
  const retention = draft.retention ?? defaultRetention(db, target, now)
  const sources = {
    entries: entries.json,
    bucket: entries.bucket.id,
    firstId,
    since: copy.modifiedSinceMs ?? -1,
    until: copy.unmodifiedSinceMs ?? Number.MAX_SAFE_INTEGER,
  }
  const hasHeaders = Object.keys(draft.headers).length > 0
  return {
    firstId,
    version: {
      ...sources,
      target: target.id,
      prefix: copy.keyPrefix,
      firstSeq: context.nextSeq(entries.size),
      named: target.versioning === 'Enabled' ? 1 : 0,
      now,
      replaceHeaders: copy.metadata === 'replace' ? 1 : 0,
      headers: hasHeaders ? JSON.stringify(draft.headers) : null,
      checksum: draft.checksum === undefined ? null : JSON.stringify(draft.checksum),
    },
    attr: {
      ...sources,
      replaceTags: copy.tagging === 'replace' ? 1 : 0,
      tagset: intern(db, 'tagset', draft.tags === undefined || draft.tags.length === 0 ? undefined : draft.tags),
      acl: intern(db, 'acl', draft.acl),
      hold: draft.legalHold === true ? 1 : 0,
      retMode: retentionMode(retention),
      retUntil: retention?.untilMs ?? 0,
      storage: STORAGE_CLASSES.indexOf(draft.storageClass ?? 'STANDARD'),
      encryption: intern(db, 'encryption', draft.encryption ?? defaultEncryption(db, target)),
      replication: REPLICATION_STATUSES.indexOf(draft.replication ?? 'NONE'),
    },
  }
}
