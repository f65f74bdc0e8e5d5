import type { ObjectEventName } from '../../../model/object-event.ts'
import { all } from '../../../sqlite/statement.ts'
import type { ObjectChange } from '../../object-writes.ts'
import { type EntrySet, type RefusedEntry, versionOfEntry } from '../changes/entry-set.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { announce, type EventRow, wantedBy } from './announce.ts'
import { announceRestores } from './announce-restores.ts'
import { reactionsOf } from './reactions.ts'
import { replicateLater } from './replicate-later.ts'

/** How each kind of change shows: the event it is, and whether replicas follow it. */
const REACTIONS: {
  readonly [Kind in ObjectChange['kind']]: { readonly event?: ObjectEventName; readonly replicated: boolean }
} = {
  putTagging: { event: 'ObjectTagging:Put', replicated: true },
  deleteTagging: { event: 'ObjectTagging:Delete', replicated: true },
  putAcl: { event: 'ObjectAcl:Put', replicated: true },
  putLegalHold: { replicated: true },
  putRetention: { replicated: true },
  restore: { event: 'ObjectRestore:Post', replicated: false },
  updateEncryption: { replicated: false },
}

export interface ChangedRow extends EventRow {
  readonly index: number
  readonly id: number
  readonly restore_ready: number
  readonly restore_expires: number
}

/** Attributes of some versions of a bucket have been changed, all but the refused ones. */
export function reactToChange(
  context: WriteContext,
  entries: EntrySet,
  change: ObjectChange,
  { refused, nowMs }: { readonly refused: readonly RefusedEntry[]; readonly nowMs: number },
): void {
  const { bucket } = entries
  const { event, replicated } = REACTIONS[change.kind]
  const follows = replicated && reactionsOf(context, bucket)?.replication !== undefined
  const told = change.kind === 'restore' || (event !== undefined && wantedBy(context, bucket, event).length > 0)
  if (!follows && !told) return
  const rows = changedRows(context, entries, refused)
  if (event !== undefined) announce(context, bucket, event, rows)
  if (change.kind === 'restore') announceRestores(context, bucket, rows, nowMs + Math.max(0, change.durationMs))
  if (follows) {
    replicateLater(
      context,
      bucket,
      rows.map(({ id }) => id),
      'change',
    )
  }
}

const changedSql = (
  versioned: boolean,
): string => `SELECT j.key AS "index", v.id, v.key, v.seq, v.named, v.size, v.etag,
    a.storage, a.restore_ready, a.restore_expires
  FROM json_each(@entries) j CROSS JOIN version v ON v.id = ${versionOfEntry(versioned)} CROSS JOIN attr a ON a.id = v.id`

function changedRows(
  { db }: WriteContext,
  { bucket, json, versioned }: EntrySet,
  refused: readonly RefusedEntry[],
): readonly ChangedRow[] {
  const without = new Set(refused.map(({ index }) => index))
  const rows = all<ChangedRow>(db, changedSql(versioned), { bucket: bucket.id, entries: json })
  return without.size === 0 ? rows : rows.filter(({ index }) => !without.has(index))
}
