import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { flushFolder } from '../../db/files/flush.ts'
import type { JobStatus } from '../../db/model/job.ts'
import { isNoRoom } from '../../db/model/no-room.ts'
import { decideAdmission } from './admission.ts'
import { expireJobs, forgetJob, sweep } from './housekeeping.ts'
import type { JobScheduler } from './job-scheduler.ts'
import { type JobSchedulerOptions, launch, logFailure, type SchedulerContext, tryLater } from './scheduler-context.ts'
import { activateJob, dispatchSlices, settleRun } from './stages/active.ts'
import { endJob } from './stages/ending.ts'
import { pauseJob } from './stages/pausing.ts'
import { prepareJob } from './stages/preparing.ts'

export type { JobSchedulerOptions }

/** Jobs in a stage other than Active that are at work at a time, for each thread. */
const JOBS_A_THREAD = 2
/** After a fault that may pass. */
const RETRY_MS = 1_000
const TICK_MS = 3_600_000
/** How long `stop` waits for work to come to the end of a chunk; what takes longer is done again later. */
const STOP_MS = 1_000

export function createJobScheduler(options: JobSchedulerOptions): JobScheduler {
  let awake = false
  let stopping = true
  let ticker: NodeJS.Timeout | undefined
  let later: NodeJS.Timeout | undefined
  const context: SchedulerContext = {
    ...options,
    busy: new Map(),
    runs: new Map(),
    slicesGiven: 0,
    folderOf: (id) => join(options.workFolder, id),
    wake,
    wakeLater() {
      if (later !== undefined) return false
      later = setTimeout(() => {
        later = undefined
        if (stopping) return
        guarded(context, () => resume(context))
        wake()
      }, RETRY_MS).unref()
      return true
    },
    stopping: () => stopping,
  }
  const stages: readonly BoundedStage[] = [
    { statuses: ['Completing', 'Failing', 'Cancelling'], run: endJob, underway: new Set() },
    { statuses: ['Preparing', 'New'], run: prepareJob, underway: new Set() },
  ]

  function wake(): void {
    if (awake || stopping) return
    awake = true
    queueMicrotask(() => {
      awake = false
      if (!stopping) guarded(context, () => pass(context, stages))
    })
  }

  return {
    wake() {
      guarded(context, () => refreshPriorities(context))
      wake()
    },
    async start() {
      mkdirSync(options.workFolder, { recursive: true })
      if (options.flush === true) await flushFolder(dirname(options.workFolder))
      stopping = false
      await sweep(context)
      expireJobs(context)
      resume(context)
      ticker = setInterval(() => guarded(context, () => expireJobs(context)), TICK_MS).unref()
      wake()
    },
    cancel(id) {
      context.busy.get(id)?.request()
      const run = context.runs.get(id)
      if (run !== undefined) settleRun(context, run)
      else if (!context.busy.has(id) && options.jobs.find(id)?.status === 'Cancelled') void forgetJob(context, id)
      wake()
    },
    tick: () => guarded(context, () => expireJobs(context)),
    async stop() {
      stopping = true
      clearInterval(ticker)
      for (const flag of context.busy.values()) flag.request()
      for (const run of context.runs.values()) guarded(context, () => settleRun(context, run))
      await quiet(context)
      context.runs.clear()
      context.busy.clear()
    },
  }
}

/** A stage that holds a job for one piece of work, for so many jobs at a time. */
interface BoundedStage {
  readonly statuses: readonly JobStatus[]
  readonly run: (context: SchedulerContext, id: string) => Promise<void>
  readonly underway: Set<string>
}

/** What the last process, or a fault, left in the middle; the other states are picked up by any pass. */
function resume(context: SchedulerContext): void {
  const idle = (status: JobStatus) => context.jobs.inStatus([status]).filter(({ id }) => !context.busy.has(id))
  for (const { id } of idle('Pausing')) context.jobs.update(id, () => ({ status: 'Paused' }))
  for (const { id } of idle('Active')) launch(context, id, () => activateJob(context, id))
}

/** Looks once over all jobs that could do something now. Costs a page of each state, however many jobs wait. */
function pass(context: SchedulerContext, stages: readonly BoundedStage[]): void {
  for (const stage of stages) begin(context, stage)
  const { slots } = context
  // Without slots nobody needs to make room, so those that run already need not be looked at.
  const statuses: readonly JobStatus[] =
    slots === undefined ? ['Ready', 'Paused'] : ['Ready', 'Active', 'Pausing', 'Paused']
  const { start, pause } = decideAdmission(context.jobs.inStatus(statuses), slots)
  for (const { id } of pause) pauseJob(context, id)
  for (const { id } of start) if (!context.busy.has(id)) launch(context, id, () => activateJob(context, id))
  dispatchSlices(context)
}

/** Somebody may have changed a priority. */
function refreshPriorities({ jobs, runs }: SchedulerContext): void {
  if (runs.size < 2) return
  for (const { id, priority } of jobs.inStatus(['Active'])) {
    const run = runs.get(id)
    if (run !== undefined) run.priority = priority
  }
}

function begin(context: SchedulerContext, { statuses, run, underway }: BoundedStage): void {
  const room = context.executor.parallelism * JOBS_A_THREAD - underway.size
  if (room <= 0) return
  // A job that is being cancelled may still have slices running: it is busy, and not in the way of the others.
  const heads = context.jobs.inStatus(statuses, room + context.busy.size)
  for (const { id } of heads.filter((job) => !context.busy.has(job.id)).slice(0, room)) {
    underway.add(id)
    launch(context, id, async () => {
      await run(context, id).finally(() => underway.delete(id))
      context.wake()
    })
  }
}

function guarded(context: SchedulerContext, work: () => void): void {
  try {
    work()
  } catch (error) {
    const message = 'a pass over all jobs broke off'
    if (isNoRoom(error)) tryLater(context, message, '', error)
    else logFailure(context, message, '', error)
  }
}

async function quiet({ busy }: SchedulerContext): Promise<void> {
  const until = performance.now() + STOP_MS
  while (busy.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 2))
}
