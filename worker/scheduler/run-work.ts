import type { StopFlag } from '../executor/stop-flag.ts'
import { WorkerLost } from '../executor/task-executor.ts'
import type { WorkInput, WorkName, WorkOutput } from '../thread/work.ts'
import type { SchedulerContext } from './scheduler-context.ts'

/** A thread that ends under a piece of work is not the work's fault, unless it happens again and again. */
export const MOST_ATTEMPTS = 3

/** Runs work that can be done again from its beginning. */
export async function runRepeatable<Name extends WorkName>(
  context: SchedulerContext,
  name: Name,
  input: WorkInput<Name>,
  stop: StopFlag,
): Promise<WorkOutput<Name>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.executor.run(name, input, { stop })
    } catch (error) {
      if (!(error instanceof WorkerLost) || attempt >= MOST_ATTEMPTS || context.stopping()) throw error
    }
  }
}
