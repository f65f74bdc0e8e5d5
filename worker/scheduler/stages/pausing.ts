import type { SchedulerContext } from '../scheduler-context.ts'
import { settleRun } from './active.ts'

/** Active → Pausing, and → Paused once its running slices have stopped between two chunks (reference 4.7). */
export function pauseJob(context: SchedulerContext, id: string): void {
  const job = context.jobs.update(id, ({ status }) => (status === 'Active' ? { status: 'Pausing' } : undefined))
  if (job?.status !== 'Pausing') return
  const run = context.runs.get(id)
  if (run === undefined) {
    context.jobs.update(id, () => ({ status: 'Paused' }))
    return
  }
  run.stop.request()
  settleRun(context, run)
}
