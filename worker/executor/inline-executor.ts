import { setImmediate as nextTurn } from 'node:timers/promises'
import { jobFailure } from '../job-failed.ts'
import type { OperationTools } from '../operations/batch-operation.ts'
import { runWork, type WorkInput, type WorkName, type WorkOutput } from '../thread/work.ts'
import { type TaskExecutor, type WorkControl, WorkerLost } from './task-executor.ts'

/** Runs work in the calling thread, between other events; for tests and for programs without threads. */
export function createInlineExecutor(tools: OperationTools, parallelism = 2): TaskExecutor {
  let closed = false
  const run = async <Name extends WorkName>(
    name: Name,
    input: WorkInput<Name>,
    { stop, onProgress }: WorkControl,
  ): Promise<WorkOutput<Name>> => {
    await nextTurn()
    if (closed) throw new WorkerLost('the executor is closed')
    const work = runWork(name, input, { ...tools, stop, progress: (progress) => onProgress?.(progress) })
    const output = await work.catch((error: unknown) => {
      throw jobFailure(error) ?? error
    })
    if (closed) throw new WorkerLost('the executor was closed')
    return output
  }
  return {
    parallelism,
    run,
    async close() {
      closed = true
    },
  }
}
