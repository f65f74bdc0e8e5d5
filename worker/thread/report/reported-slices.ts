import type { Receipt, ReceiptStore, TaskResult } from '../../../db/objects/receipt-store.ts'
import type { ManifestSlice } from '../../manifest/slice-plan.ts'
import { s3FailureMessage, taskRequestIds } from '../../report/failure-message.ts'
import type { ReportedSlice, RowResult } from '../../report/row-result.ts'

/**
 * The slices that have a receipt, with their results. A store whose results come at once gives them lazily, when the
 * report gets to the slice; those of others are fetched before, because a report is written without waiting.
 */
export async function reportedSlices(
  job: string,
  slices: readonly ManifestSlice[],
  receipts: readonly Receipt[],
  store: ReceiptStore,
): Promise<readonly ReportedSlice[]> {
  const bySlice = new Map(receipts.map((receipt) => [receipt.slice, receipt]))
  const reported: ReportedSlice[] = []
  for (const slice of slices) {
    const receipt = bySlice.get(slice.number)
    if (receipt === undefined) continue
    const results = store.results(job, slice.number)
    const ready = Symbol.iterator in results ? results : await collected(results)
    reported.push({ slice, rowsRun: receipt.rows, results: rowResults(job, slice.number, ready) })
  }
  return reported
}

function* rowResults(job: string, slice: number, results: Iterable<TaskResult>): Generator<RowResult> {
  for (const result of results) {
    const { row, succeeded, httpStatus, errorCode } = result
    const message = result.fromS3 === true ? s3FailureMessage(result, taskRequestIds(job, slice, row)) : result.message
    yield { row, status: succeeded ? 'succeeded' : 'failed', httpStatus, errorCode, message }
  }
}

async function collected(results: AsyncIterable<TaskResult>): Promise<readonly TaskResult[]> {
  const all: TaskResult[] = []
  for await (const result of results) all.push(result)
  return all
}
