import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { flushFile, flushFolder } from '../../../db/files/flush.ts'
import type { JobChange } from '../../../db/jobs/job-repository.ts'
import type { Job } from '../../../db/model/job.ts'
import { statusChange } from '../../../db/model/job-state.ts'
import { createStopFlag, type StopFlag } from '../../executor/stop-flag.ts'
import { briefOf } from '../../operations/batch-operation.ts'
import type { PreparedJob } from '../../thread/prepare/prepare.ts'
import { failureReasonOf, isFault } from '../failure-reasons.ts'
import { runRepeatable } from '../run-work.ts'
import { logFailure, release, type SchedulerContext } from '../scheduler-context.ts'

/**
 * New → Preparing → Suspended or Ready, or Failed. A job found in Preparing at the start is prepared again from its
 * beginning.
 */
export async function prepareJob(context: SchedulerContext, id: string): Promise<void> {
  const stop = createStopFlag()
  context.busy.set(id, stop)
  try {
    const job = context.jobs.update(id, ({ status }) => (status === 'New' ? { status: 'Preparing' } : undefined))
    if (job?.status !== 'Preparing') return
    await prepare(context, job, stop)
  } finally {
    release(context, id, stop)
  }
}

async function prepare(context: SchedulerContext, job: Job, stop: StopFlag): Promise<void> {
  const folder = context.folderOf(job.id)
  try {
    const found = await runRepeatable(context, 'prepare', { job: briefOf(job), folder }, stop)
    if (found === undefined || context.stopping()) return
    if (context.flush === true) await flushTaskFiles(context, folder, found)
    context.jobs.update(job.id, (now) => prepared(now, found, context.clock.now()))
  } catch (error) {
    if (context.stopping()) return
    if (isFault(error)) logFailure(context, 'a fault failed a job in Preparing', job.id, error)
    // First, because on a full disk its room is needed to store how the job ended.
    rmSync(folder, { recursive: true, force: true })
    context.jobs.update(job.id, ({ status }) =>
      status === 'Preparing'
        ? { ...statusChange('Failed', context.clock.now()), failureReasons: [failureReasonOf(error)] }
        : undefined,
    )
  }
}

/** After a loss of power the tasks that are still to do are read from these files. */
async function flushTaskFiles(context: SchedulerContext, folder: string, { slices }: PreparedJob): Promise<void> {
  for (const name of new Set(slices.map(({ file }) => file))) await flushFile(join(folder, name))
  await flushFolder(folder)
  await flushFolder(context.workFolder)
}

/** A job that was cancelled meanwhile stays so; its plan says that no task was run. */
function prepared(job: Job, { generatedManifest, ...plan }: PreparedJob, nowMs: number): JobChange | undefined {
  if (job.status !== 'Preparing') return undefined
  const change: JobChange = { plan, progress: { ...job.progress, total: plan.tasks }, generatedManifest }
  if (!job.confirmationRequired) return { ...change, status: 'Ready' }
  return { ...change, status: 'Suspended', suspendedMs: nowMs, suspendedCause: 'AWAITING_CONFIRMATION' }
}
