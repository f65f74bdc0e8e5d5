import { type Bucket, REPLICATION_STATUSES, STORAGE_CLASSES } from '../../../model/object.ts'
import { MAX_KEY_BYTES } from '../../../model/object-key.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { all, one, statement } from '../../../sqlite/statement.ts'
import type { EntryCopy } from '../../receipt-store.ts'
import { type EntrySet, namedEntries, type RefusedEntry, refuseEach } from '../changes/entry-set.ts'
import { findVersions, standingVersions } from '../changes/find-versions.ts'
import { announce, type EventRow, wantedBy } from '../reactions/announce.ts'
import { reactionsOf } from '../reactions/reactions.ts'
import { findBucket } from '../rows/bucket-rows.ts'
import { intern } from '../rows/interned.ts'
import { storedChecksum } from '../rows/stored-checksum.ts'
import { LEGAL_HOLDS } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { copyAnnotations } from './copy-annotations.ts'
import { copyEntry, MAXIMUM_COPY_BYTES } from './copy-entry.ts'
import { ownedCopy, refuseCopyTarget } from './copy-target.ts'
import { defaultEncryption } from './default-encryption.ts'
import { defaultRetention } from './default-retention.ts'
import { retentionMode } from './insert-version.ts'

/**
 * CopyObject for a run of entries: three statements for all sources that are plainly fit to copy; the others are copied
 * or refused one by one. Sources that occur twice, or targets that exist in a bucket without versioning, take the
 * slow way as a whole.
 */
export function copyEntries(context: WriteContext, entries: EntrySet, asked: EntryCopy): readonly RefusedEntry[] {
  const target = findBucket(context.db, asked.target.bucket)
  if (target === undefined) {
    return refuseEach(entries, new S3Error('NoSuchBucket', { detail: { BucketName: asked.target.bucket } }))
  }
  const refusal = refuseCopyTarget(context, target, asked)
  if (refusal !== undefined) return refuseEach(entries, refusal)
  const copy = ownedCopy(context, target, asked)
  const left = isBulk(context, entries, copy, target) ? copyPlain(context, entries, copy, target) : undefined
  if (left?.size === 0) return []
  const refused: RefusedEntry[] = []
  for (const [index, entry] of namedEntries(entries).entries()) {
    if (left !== undefined && !left.has(index)) continue
    const error = copyEntry(context, entries.bucket, entry, copy, copy.checksums?.[index])
    if (error !== undefined) refused.push({ index, error })
  }
  return refused
}

/** Sources that occur once, nothing in the target's place that would have to go, and no replication to follow. */
function isBulk(context: WriteContext, entries: EntrySet, copy: EntryCopy, target: Bucket): boolean {
  if (!entries.distinctKeys || copy.checksums !== undefined) return false
  if (reactionsOf(context, target)?.replication !== undefined) return false
  if (entries.bucket.id === target.id && copy.keyPrefix === '') return false
  if (target.versioning === 'Enabled') return true
  const [first, last] = [copy.keyPrefix + entries.first, copy.keyPrefix + entries.last]
  return one(context.db, PRESENT, { target: target.id, first, last }) === undefined
}

const PRESENT = 'SELECT 1 FROM version WHERE bucket_id = @target AND key BETWEEN @first AND @last LIMIT 1'

const ARCHIVED = [STORAGE_CLASSES.indexOf('GLACIER'), STORAGE_CLASSES.indexOf('DEEP_ARCHIVE')].join(', ')

/** A source that nothing speaks against; all others are looked at one by one. */
const PLAIN = `v.marker = 0 AND v.size <= ${MAXIMUM_COPY_BYTES} AND v.parts IS NULL AND v.modified_ms > @since AND v.modified_ms <= @until
  AND a.storage NOT IN (${ARCHIVED}) AND a.archive_tier = 0
  AND a.encryption NOT IN (SELECT id FROM encryption WHERE body ->> 'kind' = 'SSE-C')
  AND (@prefix IS '' OR octet_length(v.key) <= @longestKey)
  AND (v.headers IS NULL OR @replaceHeaders = 1 OR instr(v.headers, 'websiteRedirectLocation') = 0)`

/**
 * `@ids` are the sources' rows, null where there is none; the copy of entry n is row `@firstId` + n. Read from `standing`,
 * a source that is not committed yet is left to be copied by itself.
 */
const insertSql = (schema: 'main' | 'standing'): string => `INSERT INTO version
    (id, bucket_id, key, seq, named, marker, modified_ms, size, etag, blob, owner, headers, checksum, parts)
  SELECT @firstId + j.key, @target, @prefix || v.key, @firstSeq - j.key, @named, 0, @now, v.size, v.etag, v.blob, @owner,
    CASE WHEN @replaceHeaders = 1 THEN @headers WHEN @headers IS NULL THEN v.headers
      ELSE json_patch(coalesce(v.headers, '{}'), @headers) END,
    coalesce(@checksum, v.checksum), NULL
  FROM json_each(@ids) j CROSS JOIN ${schema}.version v ON v.id = j.value CROSS JOIN attr a ON a.id = v.id WHERE ${PLAIN}`

/** When all entries were copied, nobody needs to look which. */
const attrSql = (all: boolean): string => `INSERT INTO attr
    (id, tagset, acl, hold, ret_mode, ret_until, storage, encryption, replication)
  SELECT @firstId + j.key, CASE WHEN @replaceTags = 1 THEN @tagset ELSE a.tagset END, @acl, @hold, @retMode, @retUntil,
    @storage, @encryption, @replication
  FROM json_each(@ids) j CROSS JOIN attr a ON a.id = j.value
  ${all ? '' : 'WHERE EXISTS (SELECT 1 FROM version n WHERE n.id = @firstId + j.key)'}`

const shareSql = `INSERT INTO blob_share (blob, extra)
  SELECT blob, 1 FROM version WHERE id BETWEEN @firstId AND @lastId AND blob IS NOT NULL
  ON CONFLICT (blob) DO UPDATE SET extra = extra + 1`

const leftSql = `SELECT j.key AS "index" FROM json_each(@ids) j LEFT JOIN version n ON n.id = @firstId + j.key WHERE n.id IS NULL`

/** For the tests of their query plans. */
export const COPY_STATEMENTS = {
  insertOfStanding: insertSql('standing'),
  insertOfAny: insertSql('main'),
  attrOfAll: attrSql(true),
  attrOfSome: attrSql(false),
  shareSql,
  leftSql,
  PRESENT,
} as const

/** @returns the places of the entries that were not plainly fit */
function copyPlain(context: WriteContext, entries: EntrySet, copy: EntryCopy, target: Bucket): ReadonlySet<number> {
  const { db } = context
  const ids = sourceRows(context, entries)
  const { version, attr } = bindingsOf(context, entries, copy, target)
  const range = { firstId: attr.firstId, lastId: attr.firstId + entries.size - 1 }
  // A row that is committed as one version may be another one by now.
  const schema = context.rowsFreed ? 'main' : 'standing'
  const { changes } = statement(db, insertSql(schema)).run({ ...version, ids })
  if (changes > 0) {
    context.versionLog.note(target.id, copy.keyPrefix + entries.first, copy.keyPrefix + entries.last)
    statement(db, attrSql(changes === entries.size)).run({ ...attr, ids })
    statement(db, shareSql).run(range)
    if (copy.annotations === 'copy') copyAnnotations(context, { ...range, ids })
    announceCopies(context, target, range)
  }
  if (changes === entries.size) return new Set()
  return new Set(all<{ index: number }>(db, leftSql, { ids, firstId: attr.firstId }).map(({ index }) => index))
}

function sourceRows(context: WriteContext, entries: EntrySet): string {
  return (
    standingVersions(context, entries)?.ids ?? findVersions(context.db, entries.bucket.name, entries, 0)?.ids ?? '[]'
  )
}

const copiedSql = `SELECT v.key, v.seq, v.named, v.size, v.etag, a.storage,
    EXISTS (SELECT 1 FROM annotation x WHERE x.version = v.id) AS annotated
  FROM version v JOIN attr a ON a.id = v.id WHERE v.id BETWEEN @firstId AND @lastId`

function announceCopies(
  context: WriteContext,
  target: Bucket,
  range: { readonly firstId: number; readonly lastId: number },
): void {
  if (wantedBy(context, target, 'ObjectCreated:Copy').length === 0) return
  announce(context, target, 'ObjectCreated:Copy', all<EventRow>(context.db, copiedSql, range))
}

function bindingsOf(context: WriteContext, entries: EntrySet, copy: EntryCopy, target: Bucket) {
  const { db, clock } = context
  const now = clock.now()
  const draft = copy.target
  const firstId = (one<{ id: number | null }>(db, 'SELECT max(id) AS id FROM version')?.id ?? 0) + 1
  const retention = draft.retention ?? defaultRetention(db, target, now)
  const hasHeaders = Object.keys(draft.headers).length > 0
  return {
    version: {
      since: copy.modifiedSinceMs ?? -1,
      until: copy.unmodifiedSinceMs ?? Number.MAX_SAFE_INTEGER,
      firstId,
      target: target.id,
      prefix: copy.keyPrefix,
      longestKey: MAX_KEY_BYTES - Buffer.byteLength(copy.keyPrefix),
      owner: draft.owner === undefined || draft.owner === target.account ? null : draft.owner,
      firstSeq: context.nextSeq(entries.size),
      named: target.versioning === 'Enabled' ? 1 : 0,
      now,
      replaceHeaders: copy.metadata === 'replace' ? 1 : 0,
      headers: hasHeaders ? JSON.stringify(draft.headers) : null,
      checksum: storedChecksum(draft.checksum),
    },
    attr: {
      firstId,
      replaceTags: copy.tagging === 'replace' ? 1 : 0,
      tagset: intern(db, 'tagset', draft.tags === undefined || draft.tags.length === 0 ? undefined : draft.tags),
      acl: intern(db, 'acl', draft.acl),
      hold: LEGAL_HOLDS.indexOf(draft.legalHold),
      retMode: retentionMode(retention),
      retUntil: retention?.untilMs ?? 0,
      storage: STORAGE_CLASSES.indexOf(draft.storageClass ?? 'STANDARD'),
      encryption: intern(db, 'encryption', draft.encryption ?? defaultEncryption(db, target)),
      replication: REPLICATION_STATUSES.indexOf(draft.replication ?? 'NONE'),
    },
  }
}
