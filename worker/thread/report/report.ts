import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isNoRoom } from '../../../db/model/no-room.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import { JobFailed } from '../../job-failed.ts'
import { checkSlice } from '../../manifest/slice-checksum.ts'
import type { SlicePlan } from '../../manifest/slice-plan.ts'
import type { JobBrief } from '../../operations/batch-operation.ts'
import { operationOf } from '../../operations/registry.ts'
import { writeReportFiles } from '../../report/write-report-files.ts'
import type { SliceProgress, WorkTools } from '../work-tools.ts'
import { putReport } from './put-report.ts'
import { reportedSlices } from './reported-slices.ts'

export interface ReportInput {
  readonly job: JobBrief
  /** With the whole paths of the slices' files. */
  readonly plan: Pick<SlicePlan, 'fields' | 'slices'>
  readonly folder: string
}

/**
 * Writes the completion report of a job (reference section 8). All of it follows from the task file and the receipts, so
 * a report that a crash interrupted is written again and comes out the same.
 *
 * @returns the tasks that the report counts
 * @throws JobFailed when the report bucket does not take it
 */
export async function report({ job, plan, folder }: ReportInput, tools: WorkTools): Promise<SliceProgress> {
  const receipts = await tools.store.receipts.receipts(job.id)
  mkdirSync(folder, { recursive: true })
  try {
    const begun = new Set(receipts.map((receipt) => receipt.slice))
    for (const slice of plan.slices) if (begun.has(slice.number)) checkSlice(slice)
    const files = writeReportFiles({
      slices: await reportedSlices(job.id, plan.slices, receipts, tools.store.receipts),
      versionIds: plan.fields.includes('VersionId'),
      successMessage: operationOf(job.operation.name).successMessage,
      scope: job.report.scope ?? 'AllTasks',
      ...(tools.settings.reportRows === undefined ? {} : { maximumRowsPerFile: tools.settings.reportRows }),
      pathOf: (status, part) => join(folder, `report-${status}-${part}.csv`),
    })
    await putReport({ job, folder, files }, tools)
  } catch (error) {
    removeFiles(folder)
    throw refusal(error) ?? error
  }
  return receipts.reduce(
    (sum, { succeeded, failed }) => ({ succeeded: sum.succeeded + succeeded, failed: sum.failed + failed }),
    { succeeded: 0, failed: 0 },
  )
}

/** The room they took may be what is missing to store how the job ended. */
function removeFiles(folder: string): void {
  for (const name of readdirSync(folder)) if (REPORT_FILE.test(name)) rmSync(join(folder, name), { force: true })
}

const REPORT_FILE = /^report-\w+-\d+\.csv$/

/** choice: the failure code is S3's; AWS's is not known, its text is (reference 4.5). */
function refusal(error: unknown): JobFailed | undefined {
  if (isNoRoom(error)) {
    return new JobFailed('InsufficientStorage', 'There is not enough room left to write the job report.')
  }
  if (!(error instanceof S3Error)) return undefined
  return new JobFailed(
    error.code,
    'The job report could not be written to your report bucket. Please check your permissions.',
  )
}
