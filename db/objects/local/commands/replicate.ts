import type { Bucket } from '../../../model/object.ts'
import { all, one, run } from '../../../sqlite/statement.ts'
import type { EffectBodies } from '../../effect-store.ts'
import { type Destinations, destinationsOf } from '../reactions/destinations.ts'
import { replicateVersion, rulesOf } from '../reactions/replicate-version.ts'
import { BUCKET_COLUMNS, type BucketRow, toBucket } from '../rows/bucket-rows.ts'
import { toVersion, VERSION_COLUMNS, VERSION_TABLES, type VersionRow } from '../rows/version-rows.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { findVersionRow } from './version-by-row.ts'

/** Existing versions that are looked at in one transaction. */
const VERSIONS_AT_ONCE = 200

interface EffectRow {
  readonly id: number
  readonly kind: string
  readonly body: string
}

/** Carries out replication that was put on record, and takes it off: all of it in one transaction, so exactly once. */
export function replicate(context: WriteContext, { effects }: { readonly effects: readonly number[] }): void {
  const destinations = destinationsOf(context)
  for (const id of effects) {
    const effect = one<EffectRow>(context.db, 'SELECT id, kind, body FROM effect WHERE id = ?', id)
    if (effect === undefined) continue
    if (effect.kind === 'replicateExisting') replicateExisting(context, effect, destinations)
    else {
      const { versions } = JSON.parse(effect.body) as EffectBodies['replicate']
      for (const version of versions) replicateRow(context, findVersionRow(context, version), destinations)
      run(context.db, 'DELETE FROM effect WHERE id = ?', id)
    }
  }
}

/** What has gone meanwhile, or is covered no more, stays as it is. */
function replicateRow(context: WriteContext, row: VersionRow | undefined, destinations: Destinations): void {
  const bucket = row === undefined ? undefined : bucketById(context, row.bucket_id)
  if (row === undefined || bucket === undefined) return
  const rules = rulesOf(context, bucket, toVersion(context.db, bucket, row, true), 'write')
  if (rules.length > 0) replicateVersion(context, bucket, row, rules, destinations)
}

const SCAN = `SELECT ${VERSION_COLUMNS} FROM ${VERSION_TABLES}
  WHERE v.bucket_id = @bucket AND (v.key, v.seq) > (@key, @seq) ORDER BY v.key, v.seq LIMIT ${VERSIONS_AT_ONCE}`

/** A page of a bucket's versions that have no status yet; the effect stays on record until the last page. */
function replicateExisting(context: WriteContext, effect: EffectRow, destinations: Destinations): void {
  const { bucket: bucketId, ...cursor } = JSON.parse(effect.body) as EffectBodies['replicateExisting']
  const bucket = bucketById(context, bucketId)
  const rows = all<VersionRow>(context.db, SCAN, { bucket: bucketId, ...cursor })
  for (const row of rows) if (bucket !== undefined) replicateIfNew(context, bucket, row, destinations)
  const last = rows.at(-1)
  if (last === undefined || rows.length < VERSIONS_AT_ONCE) {
    run(context.db, 'DELETE FROM effect WHERE id = ?', effect.id)
    return
  }
  const next = JSON.stringify({ bucket: bucketId, key: last.key, seq: last.seq })
  run(context.db, 'UPDATE effect SET body = ? WHERE id = ?', next, effect.id)
}

function replicateIfNew(context: WriteContext, bucket: Bucket, row: VersionRow, destinations: Destinations): void {
  const version = toVersion(context.db, bucket, row, true)
  if (version.replication !== 'NONE') return
  const rules = rulesOf(context, bucket, version, 'write').filter(
    ({ ExistingObjectReplication }) => ExistingObjectReplication?.Status === 'Enabled',
  )
  if (rules.length > 0) replicateVersion(context, bucket, row, rules, destinations)
}

function bucketById({ db }: WriteContext, id: number): Bucket | undefined {
  const row = one<BucketRow>(db, `SELECT ${BUCKET_COLUMNS} FROM bucket WHERE id = ?`, id)
  return row === undefined ? undefined : toBucket(db, row)
}
