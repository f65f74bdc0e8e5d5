import { chosenAction, lifecyclePlan } from '../../../model/lifecycle.ts'
import type { Tag } from '../../../model/object.ts'
import { tieringPlan } from '../../../model/tiering.ts'
import { all, one } from '../../../sqlite/statement.ts'
import type { LifecycleCursor, LifecycleProgress, LifecycleStep } from '../../lifecycle-store.ts'
import { interned } from '../rows/interned.ts'
import {
  ARCHIVE_TIERS,
  storageClassOf,
  VERSION_COLUMNS,
  VERSION_TABLES,
  type VersionRow,
} from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { abortUploads } from './abort-uploads.ts'
import { carryOut, moveToTier } from './carry-out.ts'
import { dueNow, type LifecyclePass, openPass } from './lifecycle-pass.ts'

/** Versions that are looked at in one transaction: about two milliseconds. */
const VERSIONS_AT_ONCE = 500

const SCAN = `SELECT ${VERSION_COLUMNS} FROM ${VERSION_TABLES}
  WHERE v.bucket_id = @bucket AND (v.key, v.seq) > (@key, @seq) ORDER BY v.key, v.seq LIMIT ${VERSIONS_AT_ONCE}`

const START: LifecycleCursor = { key: '', seq: -1, versions: 0, modifiedMs: 0 }

/** Does what a bucket's rules want done at a moment, for a part of its versions; with the first part, for its uploads. */
export function runLifecycle(context: WriteContext, { bucket: name, asOfMs, after }: LifecycleStep): LifecycleProgress {
  const pass = openPass(context, name, asOfMs)
  if (pass === undefined) return { next: undefined, acted: 0, dueMs: undefined }
  const cursor = after ?? START
  const rows = all<VersionRow>(context.db, SCAN, { bucket: pass.bucket.id, key: cursor.key, seq: cursor.seq })
  let acted = after === undefined ? abortUploads(pass) : 0
  let last = cursor
  for (const row of rows) {
    const versions = row.key === last.key ? last.versions : 0
    const newer = versions === 0 ? undefined : { sinceMs: last.modifiedMs, newer: versions - 1 }
    if (lookAt(pass, row, newer)) acted += 1
    last = { key: row.key, seq: row.seq, versions: versions + 1, modifiedMs: row.modified_ms }
  }
  return { next: rows.length < VERSIONS_AT_ONCE ? undefined : last, acted, dueMs: pass.dueMs }
}

/** @returns whether something was done with it */
function lookAt(
  pass: LifecyclePass,
  row: VersionRow,
  noncurrent: { readonly sinceMs: number; readonly newer: number } | undefined,
): boolean {
  const version = {
    key: row.key,
    tags: interned<readonly Tag[]>(pass.context.db, 'tagset', row.tagset ?? 0) ?? [],
    size: row.size,
    storageClass: storageClassOf(row),
    modifiedMs: row.modified_ms,
    deleteMarker: row.marker === 1,
    archiveTier: ARCHIVE_TIERS[row.archive_tier ?? 0],
    noncurrent,
    sole: row.marker === 1 && noncurrent === undefined && isSole(pass, row),
  }
  const action = chosenAction(dueNow(pass, lifecyclePlan(pass.rules, version)))
  if (action !== undefined && carryOut(pass, row, action)) return true
  const tier = noncurrent === undefined ? dueNow(pass, tieringPlan(pass.tierings, version)).at(-1)?.tier : undefined
  if (tier === undefined) return false
  moveToTier(pass, row, tier)
  return true
}

function isSole({ context }: LifecyclePass, { bucket_id, key, seq }: VersionRow): boolean {
  const sql = 'SELECT 1 FROM version WHERE bucket_id = ? AND key = ? AND seq > ? LIMIT 1'
  return one(context.db, sql, bucket_id, key, seq) === undefined
}
