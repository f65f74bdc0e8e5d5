import type { Bucket } from '../../../model/object.ts'
import type { WriteContext } from '../writer/write-context.ts'
import { announce, type EventRow } from './announce.ts'

export interface RestoredRow extends EventRow {
  readonly restore_ready: number
  readonly restore_expires: number
}

/**
 * Restores tell of themselves twice more: when the copy is there, and when it goes. Both are put on record now, for their
 * time; whoever tells of them looks whether they still hold.
 */
export function announceRestores(
  context: WriteContext,
  bucket: Bucket,
  rows: readonly RestoredRow[],
  newReadyMs: number,
): void {
  const groups = Map.groupBy(rows, (row) => `${row.restore_ready} ${row.restore_expires}`)
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined) continue
    const { restore_ready: readyMs, restore_expires: expires } = first
    const expiresMs = expires === 0 ? undefined : expires
    const restore = { readyMs, expiresMs }
    // A copy that is there already only stays longer.
    if (readyMs === newReadyMs) {
      announce(context, bucket, 'ObjectRestore:Completed', group, { timeMs: readyMs, byService: true, restore })
    }
    if (expiresMs !== undefined) {
      announce(context, bucket, 'ObjectRestore:Delete', group, { timeMs: expiresMs, byService: true, restore })
    }
  }
}
