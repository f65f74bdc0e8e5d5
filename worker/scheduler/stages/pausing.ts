import type { SchedulerContext } from '../scheduler-context.ts'
import { settleRun } from './active.ts'

/** Active → Pausing, and → Paused once its running slices have stopped between two chunks (reference 4.7). */
export function pauseJob(context: SchedulerContext, id: string): void {
  const job = context.jobs.update(id, ({ status }) => (status === 'Active' ? { status: 'Pausing' } : undefined))
  if (job?.status !== 'Pausing') return
  const run = context.runs.get(id)
  // On its way into Active it has no slices yet: whoever brings it there sees the flag, and settles it.
  context.busy.get(id)?.request()
  if (run !== undefined) settleRun(context, run)
  else if (!context.busy.has(id)) context.jobs.update(id, () => ({ status: 'Paused' }))
}
