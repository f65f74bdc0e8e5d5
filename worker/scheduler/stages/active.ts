import { join } from 'node:path'
import type { FailureReason, Job, JobProgress } from '../../../db/model/job.ts'
import { isNoRoom } from '../../../db/model/no-room.ts'
import { createStopFlag } from '../../executor/stop-flag.ts'
import { WorkerLost } from '../../executor/task-executor.ts'
import { briefOf } from '../../operations/batch-operation.ts'
import { operationOf } from '../../operations/registry.ts'
import type { SliceProgress } from '../../thread/work-tools.ts'
import { type ActiveRun, advance, begin, type PendingSlice, remaining } from '../active-run.ts'
import { exceedsThreshold, failureReasonOf, INTERNAL_ERROR, isFault, THRESHOLD_EXCEEDED } from '../failure-reasons.ts'
import { MOST_ATTEMPTS } from '../run-work.ts'
import { launch, logFailure, release, type SchedulerContext, tryLater } from '../scheduler-context.ts'
import { joiningTurn, nextRun } from '../slice-queue.ts'

/** DescribeJob shows progress that is at most this old. */
const STORE_EVERY_MS = 20

/** Ready, Paused or (after a restart) Active → Active: its slices join the queue. */
export async function activateJob(context: SchedulerContext, id: string): Promise<void> {
  const stop = createStopFlag()
  let fresh = false
  const job = context.jobs.update(id, ({ status }) => {
    fresh = status === 'Ready'
    return status === 'Ready' || status === 'Paused' ? { status: 'Active' } : undefined
  })
  if (job?.status !== 'Active') return
  context.busy.set(id, stop)
  try {
    // A job that has never run has no receipts: no need to wait for the store.
    const receipts = fresh ? [] : await context.store.receipts.receipts(id)
    const plan = context.jobs.plan(id)
    if (plan === undefined) throw new Error(`job ${id} has no plan`)
    const run = newRun(context, job, plan, stop, receipts)
    context.runs.set(id, run)
    judge(context, run)
    dispatchSlices(context)
    settleRun(context, run)
  } catch (error) {
    release(context, id, stop)
    // Nothing could be stored: the job goes on from its receipts when there is room.
    if (isNoRoom(error)) throw error
    logFailure(context, 'a fault failed a job that should run', id, error)
    failJob(context, id, INTERNAL_ERROR)
    context.wake()
  }
}

function newRun(
  context: SchedulerContext,
  job: Job,
  plan: ActiveRun['plan'],
  stop: ActiveRun['stop'],
  receipts: Parameters<typeof remaining>[1],
): ActiveRun {
  return {
    job: briefOf(job),
    operation: operationOf(job.operation.name),
    plan,
    stop,
    ...remaining(plan, receipts),
    running: new Map(),
    lost: new Map(),
    priority: job.priority,
    turns: joiningTurn(context.runs.values()),
    servedAt: context.slicesGiven,
    activeSinceMs: context.clock.now(),
    activeBeforeMs: job.progress.activeMs,
    storedAt: performance.now(),
  }
}

/** Gives waiting slices to threads as long as there is room. */
export function dispatchSlices(context: SchedulerContext): void {
  for (;;) {
    const run = nextRun(context.runs.values(), context.executor.parallelism, context.slicesGiven)
    const next = run?.pending.pop()
    if (run === undefined || next === undefined) return
    context.slicesGiven += 1
    begin(run, next, context.slicesGiven)
    launch(context, run.job.id, () => runSlice(context, run, next))
  }
}

async function runSlice(context: SchedulerContext, run: ActiveRun, { slice, done }: PendingSlice): Promise<void> {
  const file = join(context.folderOf(run.job.id), slice.file)
  const onProgress = (progress: SliceProgress): void => {
    advance(run, slice.number, progress)
    launch(context, run.job.id, async () => noteProgress(context, run))
  }
  try {
    const input = { job: run.job, slice: { ...slice, file }, fields: run.plan.fields, done }
    advance(run, slice.number, await context.executor.run('slice', input, { stop: run.stop, onProgress }))
    run.running.delete(slice.number)
  } catch (error) {
    await recover(context, run, { slice, done }, error)
  }
  if (context.runs.get(run.job.id) !== run) return
  noteProgress(context, run)
  dispatchSlices(context)
  settleRun(context, run)
}

/** A slice whose thread went away goes on from its receipt; anything else (a full disk, a bug) fails the job. */
async function recover(
  context: SchedulerContext,
  run: ActiveRun,
  { slice }: PendingSlice,
  error: unknown,
): Promise<void> {
  const { id } = run.job
  const lost = (run.lost.get(slice.number) ?? 0) + 1
  run.lost.set(slice.number, lost)
  try {
    if (context.stopping()) return
    if (!(error instanceof WorkerLost) || lost >= MOST_ATTEMPTS) throw error
    const receipts = await context.store.receipts.receipts(id)
    const done = receipts.find((receipt) => receipt.slice === slice.number) ?? { succeeded: 0, failed: 0, rows: 0 }
    advance(run, slice.number, done)
    run.pending.push({ slice, done })
  } catch (cause) {
    if (isFault(cause)) logFailure(context, 'a fault failed a job in Active', id, cause)
    run.stop.request()
    failJob(context, id, failureReasonOf(cause))
  } finally {
    run.running.delete(slice.number)
  }
}

/** Judges the threshold with every news of a slice, and stores progress from time to time. */
function noteProgress(context: SchedulerContext, run: ActiveRun): void {
  judge(context, run)
  const now = performance.now()
  if (now - run.storedAt < STORE_EVERY_MS || context.runs.get(run.job.id) !== run) return
  run.storedAt = now
  whenThereIsRoom(context, run.job.id, () => {
    context.jobs.update(run.job.id, () => ({ progress: progressOf(context, run) }))
  })
}

function judge(context: SchedulerContext, run: ActiveRun): void {
  if (run.stop.requested || !exceedsThreshold(run.counts)) return
  run.stop.request()
  failJob(context, run.job.id, THRESHOLD_EXCEEDED)
}

function failJob(context: SchedulerContext, id: string, reason: FailureReason): void {
  whenThereIsRoom(context, id, () => {
    context.jobs.update(id, ({ status, failureReasons }) =>
      status === 'Active' || status === 'Pausing'
        ? { status: 'Failing', failureReasons: [...failureReasons, reason] }
        : undefined,
    )
  })
}

/** What cannot be stored on a full disk is found again later: a job that is still Active goes on from its receipts. */
function whenThereIsRoom(context: SchedulerContext, id: string, store: () => void): void {
  try {
    store()
  } catch (error) {
    if (!isNoRoom(error)) throw error
    tryLater(context, 'the state of a job could not be stored', id, error)
  }
}

/** Nothing of it runs, and nothing is left or nothing more may begin: it leaves Active for what its status says. */
export function settleRun(context: SchedulerContext, run: ActiveRun): void {
  const { id } = run.job
  if (run.running.size > 0 || (run.pending.length > 0 && !run.stop.requested)) return
  if (context.runs.get(id) !== run) return
  context.runs.delete(id)
  release(context, id, run.stop)
  const progress = progressOf(context, run)
  context.jobs.update(id, ({ status }) => {
    if (status === 'Pausing') return { status: 'Paused', progress }
    return status === 'Active' && !run.stop.requested ? { status: 'Completing', progress } : { progress }
  })
  context.wake()
}

function progressOf(context: SchedulerContext, run: ActiveRun): JobProgress {
  const activeMs = run.activeBeforeMs + Math.max(0, context.clock.now() - run.activeSinceMs)
  return { total: run.plan.tasks, succeeded: run.counts.succeeded, failed: run.counts.failed, activeMs }
}
