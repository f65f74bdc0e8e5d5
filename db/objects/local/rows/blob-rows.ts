import type { Database } from '../../../sqlite/open.ts'
import { all, one, run } from '../../../sqlite/statement.ts'
import type { StagedBody } from '../../object-writes.ts'
import type { WriteContext } from '../writer/write-context.ts'

export interface BlobRow {
  readonly size: number
  readonly bytes: Buffer | null
  readonly file: string | null
}

export interface SegmentRow {
  readonly child: number
  readonly size: number
}

export function findBlob(db: Database, id: number): BlobRow | undefined {
  return one<BlobRow>(db, 'SELECT size, bytes, file FROM blob WHERE id = ?', id)
}

/** The bodies a body is put together from, in order; empty for a body of its own. */
export function segmentsOf(db: Database, blob: number): SegmentRow[] {
  return all<SegmentRow>(db, 'SELECT child, size FROM blob_segment WHERE blob = ? ORDER BY number', blob)
}

/** Puts a staged body on record; undefined for an empty one, which needs no blob. */
export function insertBlob(db: Database, body: StagedBody): number | undefined {
  if (body.kind === 'file') {
    return run(db, 'INSERT INTO blob (size, file) VALUES (?, ?)', body.size, body.name).rowid
  }
  if (body.size === 0) return undefined
  return run(db, 'INSERT INTO blob (size, bytes) VALUES (?, ?)', body.size, body.bytes).rowid
}

/** One more owner of a body. */
export function shareBlob(db: Database, blob: number): void {
  run(db, 'INSERT INTO blob_share (blob, extra) VALUES (?, 1) ON CONFLICT (blob) DO UPDATE SET extra = extra + 1', blob)
}

/** One owner less; the last one takes the body along. */
export function releaseBlob(context: WriteContext, blob: number | null | undefined): void {
  if (blob === null || blob === undefined) return
  const { db } = context
  const share = one<{ extra: number }>(db, 'SELECT extra FROM blob_share WHERE blob = ?', blob)
  if (share !== undefined) {
    if (share.extra > 1) run(db, 'UPDATE blob_share SET extra = extra - 1 WHERE blob = ?', blob)
    else run(db, 'DELETE FROM blob_share WHERE blob = ?', blob)
    return
  }
  const file = one<{ file: string | null }>(db, 'SELECT file FROM blob WHERE id = ?', blob)?.file
  if (file !== null && file !== undefined) context.release(file)
  for (const { child } of segmentsOf(db, blob)) releaseBlob(context, child)
  run(db, 'DELETE FROM blob_segment WHERE blob = ?', blob)
  run(db, 'DELETE FROM blob WHERE id = ?', blob)
}
