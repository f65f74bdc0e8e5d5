import { join } from 'node:path'
import type { FailureReason, Job, JobPlan, JobStatus } from '../../../db/model/job.ts'
import { statusChange } from '../../../db/model/job-state.ts'
import { createStopFlag, type StopFlag } from '../../executor/stop-flag.ts'
import { briefOf } from '../../operations/batch-operation.ts'
import { failureReasonOf, isFault } from '../failure-reasons.ts'
import { forgetJob } from '../housekeeping.ts'
import { runRepeatable } from '../run-work.ts'
import { logFailure, release, type SchedulerContext } from '../scheduler-context.ts'

/** How a job ends from here; a report that could not be written spoils only a completion (reference 4.5). */
const ENDS: Readonly<Partial<Record<JobStatus, { readonly good: JobStatus; readonly bad: JobStatus }>>> = {
  Completing: { good: 'Complete', bad: 'Failed' },
  Failing: { good: 'Failed', bad: 'Failed' },
  Cancelling: { good: 'Cancelled', bad: 'Cancelled' },
}

/**
 * Completing → Complete, Failing → Failed, Cancelling → Cancelled, each with a report when a task has been run (reference
 * 8.4). After a crash all of it is done again; nothing comes out twice.
 */
export async function endJob(context: SchedulerContext, id: string): Promise<void> {
  const stop = createStopFlag()
  context.busy.set(id, stop)
  try {
    const job = context.jobs.find(id)
    if (job === undefined || ENDS[job.status] === undefined) return
    const plan = context.jobs.plan(id)
    const counts = await context.store.receipts.progress(id)
    const anyRun = counts.succeeded + counts.failed > 0
    const problem =
      job.report.enabled && anyRun && plan !== undefined ? await writeReport(context, job, plan, stop) : undefined
    if (context.stopping()) return
    end(context, id, counts, problem)
    await forgetJob(context, id)
  } finally {
    release(context, id, stop)
  }
}

async function writeReport(
  context: SchedulerContext,
  job: Job,
  plan: JobPlan,
  stop: StopFlag,
): Promise<FailureReason | undefined> {
  const folder = context.folderOf(job.id)
  const slices = plan.slices.map((slice) => ({ ...slice, file: join(folder, slice.file) }))
  try {
    await runRepeatable(context, 'report', { job: briefOf(job), plan: { fields: plan.fields, slices }, folder }, stop)
    return undefined
  } catch (error) {
    if (isFault(error)) logFailure(context, 'a fault kept a report from being written', job.id, error)
    return failureReasonOf(error)
  }
}

/** Counters come from the receipts: they are equal to the rows of the report, whatever happened on the way. */
function end(
  context: SchedulerContext,
  id: string,
  counts: { readonly succeeded: number; readonly failed: number },
  problem: FailureReason | undefined,
): void {
  context.jobs.update(id, ({ status, progress, failureReasons }) => {
    const ends = ENDS[status]
    if (ends === undefined) return undefined
    return {
      ...statusChange(problem === undefined ? ends.good : ends.bad, context.clock.now()),
      progress: { ...progress, ...counts },
      failureReasons: problem === undefined ? failureReasons : [...failureReasons, problem],
    }
  })
}
