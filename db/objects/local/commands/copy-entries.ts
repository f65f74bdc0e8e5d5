import { type Bucket, REPLICATION_STATUSES, STORAGE_CLASSES } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { all, one, statement } from '../../../sqlite/statement.ts'
import type { Chunk, EntryCopy } from '../../receipt-store.ts'
import { type EntrySet, type RefusedEntry, versionOfEntry } from '../changes/entry-set.ts'
import { announce, type EventRow, wantedBy } from '../reactions/announce.ts'
import { reactionsOf } from '../reactions/reactions.ts'
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
  const bulk = isBulk(context, entries, chunk, copy, target)
  const left = bulk ? copyPlain(context, entries, copy, target) : chunk.keys.keys()
  const refused: RefusedEntry[] = []
  for (const index of left) {
    const error = copyEntry(context, entries.bucket, chunk, index, copy)
    if (error !== undefined) refused.push({ index, error })
  }
  return refused
}

function requireTarget(context: WriteContext, chunk: Chunk, copy: EntryCopy): Bucket | RefusedEntry[] {
  try {
    return requireBucket(context.db, copy.target.bucket)
  } catch (error) {
    if (!(error instanceof S3Error)) throw error
    return chunk.keys.map((_key, index) => ({ index, error }))
  }
}

/** Sources that occur once, nothing in the target's place that would have to go, and no replication to follow. */
function isBulk(context: WriteContext, entries: EntrySet, chunk: Chunk, copy: EntryCopy, target: Bucket): boolean {
  if (new Set(chunk.keys).size !== chunk.keys.length) return false
  if (reactionsOf(context, target)?.replication !== undefined) return false
  if (entries.bucket.id === target.id && copy.keyPrefix === '') return false
  if (target.versioning === 'Enabled') return true
  const sql = `SELECT 1 FROM version WHERE bucket_id = @target
    AND key BETWEEN @prefix || (SELECT min(value) FROM json_each(@keys)) AND @prefix || (SELECT max(value) FROM json_each(@keys)) LIMIT 1`
  const bindings = { keys: JSON.stringify(chunk.keys), target: target.id, prefix: copy.keyPrefix }
  return one(context.db, sql, bindings) === undefined
}

const ARCHIVED = [STORAGE_CLASSES.indexOf('GLACIER'), STORAGE_CLASSES.indexOf('DEEP_ARCHIVE')].join(', ')

/** A source that nothing speaks against; all others are looked at one by one. */
const PLAIN = `v.marker = 0 AND v.size <= ${MAXIMUM_COPY_BYTES} AND v.parts IS NULL AND v.modified_ms > @since AND v.modified_ms <= @until
  AND a.storage NOT IN (${ARCHIVED}) AND a.archive_tier = 0
  AND a.encryption NOT IN (SELECT id FROM encryption WHERE body ->> 'kind' = 'SSE-C')`

/** The sources found, kept apart so that each key is looked up once for both tables. */
const sourceTable = 'CREATE TEMP TABLE IF NOT EXISTS copy_source (entry INTEGER PRIMARY KEY, version INTEGER NOT NULL)'

const findSql = (versioned: boolean): string => `INSERT INTO copy_source (entry, version)
  SELECT j.key, v.id FROM json_each(@entries) j CROSS JOIN version v ON v.id = ${versionOfEntry(versioned)}
    CROSS JOIN attr a ON a.id = v.id WHERE ${PLAIN}`

const insertSql = `INSERT INTO version
    (id, bucket_id, key, seq, named, marker, modified_ms, size, etag, blob, owner, headers, checksum, parts)
  SELECT @firstId + s.entry, @target, @prefix || v.key, @firstSeq - s.entry, @named, 0, @now, v.size, v.etag, v.blob, NULL,
    CASE WHEN @replaceHeaders = 1 THEN @headers WHEN @headers IS NULL THEN v.headers
      ELSE json_patch(coalesce(v.headers, '{}'), @headers) END,
    coalesce(@checksum, v.checksum), NULL
  FROM copy_source s CROSS JOIN version v ON v.id = s.version`

const attrSql = `INSERT INTO attr (id, tagset, acl, hold, ret_mode, ret_until, storage, encryption, replication)
  SELECT @firstId + s.entry, CASE WHEN @replaceTags = 1 THEN @tagset ELSE a.tagset END, @acl, @hold, @retMode, @retUntil,
    @storage, @encryption, @replication
  FROM copy_source s CROSS JOIN attr a ON a.id = s.version`

const shareSql = `INSERT INTO blob_share (blob, extra)
  SELECT v.blob, 1 FROM copy_source s CROSS JOIN version v ON v.id = s.version WHERE v.blob IS NOT NULL
  ON CONFLICT (blob) DO UPDATE SET extra = extra + 1`

const missingSql = `SELECT j.key AS "index" FROM json_each(@entries) j
  WHERE j.key NOT IN (SELECT entry FROM copy_source)`

/** @returns the places of the entries that were not plainly fit */
function copyPlain(context: WriteContext, entries: EntrySet, copy: EntryCopy, target: Bucket): number[] {
  const { db } = context
  statement(db, sourceTable).run()
  statement(db, 'DELETE FROM copy_source').run()
  const { find, version, attr } = bindingsOf(context, entries, copy, target)
  const { changes } = statement(db, findSql(entries.versioned)).run(find)
  if (changes > 0) {
    statement(db, insertSql).run(version)
    statement(db, attrSql).run(attr)
    statement(db, shareSql).run()
    announceCopies(context, target, attr.firstId)
  }
  if (changes === entries.size) return []
  const missing = statement(db, missingSql).all({ entries: entries.json }) as { readonly index: number }[]
  return missing.map(({ index }) => index)
}

const copiedSql = `SELECT v.key, v.seq, v.named, v.size, v.etag, a.storage
  FROM copy_source s CROSS JOIN version v ON v.id = @firstId + s.entry CROSS JOIN attr a ON a.id = v.id`

function announceCopies(context: WriteContext, target: Bucket, firstId: number): void {
  if (wantedBy(context, target, 'ObjectCreated:Copy').length === 0) return
  announce(context, target, 'ObjectCreated:Copy', all<EventRow>(context.db, copiedSql, { firstId }))
}

function bindingsOf(context: WriteContext, entries: EntrySet, copy: EntryCopy, target: Bucket) {
  const { db, clock } = context
  const now = clock.now()
  const draft = copy.target
  const firstId = (one<{ id: number | null }>(db, 'SELECT max(id) AS id FROM version')?.id ?? 0) + 1
  const retention = draft.retention ?? defaultRetention(db, target, now)
  const hasHeaders = Object.keys(draft.headers).length > 0
  return {
    find: {
      entries: entries.json,
      bucket: entries.bucket.id,
      since: copy.modifiedSinceMs ?? -1,
      until: copy.unmodifiedSinceMs ?? Number.MAX_SAFE_INTEGER,
    },
    version: {
      firstId,
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
      firstId,
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
