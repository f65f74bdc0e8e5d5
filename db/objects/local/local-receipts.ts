import { all, one } from '../../sqlite/statement.ts'
import type { Receipt, ReceiptStore, TaskResult } from '../receipt-store.ts'
import { packEntries } from './changes/entry-set.ts'
import { findVersions } from './changes/find-versions.ts'
import type { ReadView } from './reads/read-view.ts'
import { committedNotes } from './writer/version-log.ts'
import type { WriteLink } from './writer/write-link.ts'

const RECEIPTS =
  'SELECT job, slice, next_byte AS nextByte, rows, succeeded, failed FROM receipt WHERE job = ? ORDER BY slice'
const PROGRESS =
  'SELECT coalesce(sum(succeeded), 0) AS succeeded, coalesce(sum(failed), 0) AS failed FROM receipt WHERE job = ?'
const RESULTS = `SELECT first_row AS firstRow, results FROM receipt_result
  WHERE job = ? AND slice = ? AND first_row > ? ORDER BY first_row LIMIT 16`

export function localReceipts(view: ReadView, link: WriteLink, signal: SharedArrayBuffer): ReceiptStore {
  return {
    applyChunk(chunk, action) {
      const { keys, versionIds, ...address } = chunk
      const packed = packEntries(keys, versionIds)
      const notes = committedNotes(signal)
      const found = action.kind === 'replicate' ? undefined : findVersions(view.now(), chunk.bucket, packed, notes)
      const entries = found === undefined ? packed : { ...packed, found }
      return link.call('applyChunk', { chunk: { ...address, entries }, action })
    },
    recordChunk: (chunk, rows, results) => link.call('recordChunk', { chunk, rows, results }),
    receipts: async (job) => all<Receipt>(view.now(), RECEIPTS, job),
    progress: async (job) =>
      one<{ succeeded: number; failed: number }>(view.now(), PROGRESS, job) ?? { succeeded: 0, failed: 0 },
    results: (job, slice) => resultsOf(view, job, slice),
    async forget(job) {
      while (await link.call('forgetReceipts', { job })) {
        // Each call forgets a part, so that other writes come in between.
      }
    },
  }
}

/** A few chunks in memory at a time, however many results a slice has. */
function* resultsOf(view: ReadView, job: string, slice: number): Iterable<TaskResult> {
  let after = -1
  for (;;) {
    const rows = all<{ firstRow: number; results: string }>(view.apart(), RESULTS, job, slice, after)
    for (const row of rows) {
      yield* JSON.parse(row.results) as TaskResult[]
      after = row.firstRow
    }
    if (rows.length === 0) return
  }
}
