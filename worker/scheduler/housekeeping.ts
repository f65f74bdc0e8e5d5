import { readdir, rm } from 'node:fs/promises'
import { isTerminal, statusChange } from '../../db/model/job-state.ts'
import { CONFIRMATION_EXPIRED } from './failure-reasons.ts'
import { logFailure, type SchedulerContext } from './scheduler-context.ts'

const DAY_MS = 86_400_000
/** Reference 4.8. */
const SUSPENDED_DAYS = 30
const HISTORY_DAYS = 90

/**
 * A job that has ended needs neither receipts nor files. They go when its end is safe: after a loss of power the job might
 * else be at work again, and nobody would know what has been done. The folder goes last, so that a crash leaves a trace to
 * find.
 */
export async function forgetJob(context: SchedulerContext, id: string): Promise<void> {
  try {
    await context.jobs.flush()
    await context.store.receipts.forget(id)
    await rm(context.folderOf(id), { recursive: true, force: true })
  } catch (error) {
    logFailure(context, 'what a job left behind could not be removed', id, error)
  }
}

/** Removes what jobs that ended, or are not known any more, have left behind. */
export async function sweep(context: SchedulerContext): Promise<void> {
  const folders = await readdir(context.workFolder).catch(() => [])
  for (const id of folders) {
    const job = context.jobs.find(id)
    if (job === undefined || isTerminal(job.status)) await forgetJob(context, id)
  }
}

/** What the mere passing of time does to jobs: unconfirmed ones fail, old ones go. */
export function expireJobs(context: SchedulerContext): void {
  const now = context.clock.now()
  for (const { id } of context.jobs.inStatus(['Suspended'])) {
    const job = context.jobs.update(id, ({ status, suspendedMs }) =>
      status === 'Suspended' && suspendedMs !== undefined && now - suspendedMs > SUSPENDED_DAYS * DAY_MS
        ? { ...statusChange('Failed', now), failureReasons: [CONFIRMATION_EXPIRED] }
        : undefined,
    )
    if (job?.status === 'Failed') void forgetJob(context, id)
  }
  context.jobs.removeEndedBefore(now - HISTORY_DAYS * DAY_MS)
}
