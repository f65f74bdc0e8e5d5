import { one, run } from '../../../sqlite/statement.ts'
import type { Chunk, ChunkOutcome, TaskResult } from '../../receipt-store.ts'
import type { WriteContext } from '../writer/write-context.ts'

export type ChunkAddress = Omit<Chunk, 'keys' | 'versionIds' | 'bucket'>

const UPSERT = `INSERT INTO receipt (job, slice, next_byte, rows, succeeded, failed) VALUES (@job, @slice, @nextByte, @rows, @succeeded, @failed)
  ON CONFLICT (job, slice) DO UPDATE SET next_byte = @nextByte, rows = rows + @rows, succeeded = succeeded + @succeeded, failed = failed + @failed`

/** True when a chunk has been done before: a receipt never goes back. */
export function isOnRecord(context: WriteContext, chunk: ChunkAddress): boolean {
  const sql = 'SELECT rows FROM receipt WHERE job = ? AND slice = ?'
  const done = one<{ rows: number }>(context.db, sql, chunk.job, chunk.slice)?.rows ?? 0
  return done > chunk.firstRow
}

/** Counts a chunk as done. Results are those that are not the operation's plain success. */
export function writeReceipt(
  context: WriteContext,
  chunk: ChunkAddress,
  rows: number,
  results: readonly TaskResult[],
): ChunkOutcome {
  const failed = results.reduce((count, result) => count + (result.succeeded ? 0 : 1), 0)
  const outcome = { succeeded: rows - failed, failed }
  const { job, slice, nextByte, firstRow } = chunk
  run(context.db, UPSERT, { job, slice, nextByte, rows, ...outcome })
  if (results.length > 0) {
    const sql = 'INSERT INTO receipt_result (job, slice, first_row, results) VALUES (?, ?, ?, ?)'
    run(context.db, sql, job, slice, firstRow, JSON.stringify(results))
  }
  return outcome
}

export interface RecordChunk {
  readonly chunk: ChunkAddress
  readonly rows: number
  readonly results: readonly TaskResult[]
}

/** Results that came from outside the store. */
export function recordChunk(context: WriteContext, { chunk, rows, results }: RecordChunk): ChunkOutcome {
  if (isOnRecord(context, chunk)) return { succeeded: 0, failed: 0 }
  return writeReceipt(context, chunk, rows, results)
}

/** Rows that go in one transaction, so that forgetting a large job holds up nobody. */
const FORGET_AT_ONCE = 200

/** @returns whether there is more to forget */
export function forgetReceipts(context: WriteContext, { job }: { readonly job: string }): boolean {
  const sql = `DELETE FROM receipt_result WHERE (job, slice, first_row) IN
    (SELECT job, slice, first_row FROM receipt_result WHERE job = ? LIMIT ${FORGET_AT_ONCE})`
  if (run(context.db, sql, job).changes === FORGET_AT_ONCE) return true
  run(context.db, 'DELETE FROM receipt WHERE job = ?', job)
  return false
}
