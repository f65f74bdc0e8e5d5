import { setTimeout as pause } from 'node:timers/promises'
import { type FunctionName, parseFunctionName } from '../functions/function-name.ts'
import type { FunctionInvoker } from '../functions/invocation.ts'
import {
  type BatchOperation,
  type JobBrief,
  type Parameters,
  REQUEST_INVALID,
  type TaskOutcome,
} from './batch-operation.ts'
import { judgeReply, mayHaveRun } from './lambda/judge-reply.ts'
import { createEventWriter, newTaskId, SCHEMA_VERSIONS } from './lambda/task-event.ts'

interface LambdaParameters {
  readonly FunctionArn?: string
  readonly InvocationSchemaVersion?: string
  readonly UserArguments?: Readonly<Record<string, string>>
}

/** Before the first redrive; each later one waits twice as long. choice: AWS's spacing is not known. */
const FIRST_PAUSE_MS = 50

/**
 * Invokes a function once for each entry and takes its word for how the task ended (reference 7.1).
 *
 * choice: one task an invocation, as all public handlers expect; a task that fails for a time is redriven so often as the
 * settings say, and so is one whose invocation was throttled, met an error of Lambda's own or was not answered.
 */
export const lambdaInvoke: BatchOperation = {
  name: 'LambdaInvoke',
  sliceRows: 1_000,
  outside: true,
  successMessage: undefined,
  needsVersionId: false,
  validate: (parameters) => (isValid(parameters) ? undefined : REQUEST_INVALID),
  begin(job, { functions, settings }) {
    const invokeTask = taskInvoker({ functions, target: targetOf(job), redrives: settings.lambda.redrives })
    const { InvocationSchemaVersion, UserArguments }: LambdaParameters = job.operation.parameters
    const eventOf = createEventWriter(job.id, InvocationSchemaVersion, UserArguments)
    return {
      kind: 'entries',
      concurrency: settings.lambda.concurrency,
      apply: (entry) => invokeTask((taskId) => eventOf(taskId, entry)),
    }
  },
}

/** Arguments come with schema 2.0 only, and an empty list of them is refused (reference 2.3 and 2.4). */
function isValid(parameters: Parameters): boolean {
  const { FunctionArn, InvocationSchemaVersion = '1.0', UserArguments }: LambdaParameters = parameters
  if (FunctionArn === undefined || !SCHEMA_VERSIONS.has(InvocationSchemaVersion)) return false
  return UserArguments === undefined || (InvocationSchemaVersion === '2.0' && Object.keys(UserArguments).length > 0)
}

function targetOf(job: JobBrief): FunctionName {
  const { FunctionArn = '' }: LambdaParameters = job.operation.parameters
  const target = parseFunctionName(FunctionArn, job)
  if (target === undefined) throw new Error(`${FunctionArn} names no function`)
  return target
}

interface TaskInvokerParts {
  readonly functions: FunctionInvoker
  readonly target: FunctionName
  readonly redrives: number
}

/** All attempts of a task have its id; each is an invocation of its own. */
function taskInvoker({ functions, target, redrives }: TaskInvokerParts) {
  return async (eventOf: (taskId: string) => string): Promise<TaskOutcome> => {
    const taskId = newTaskId()
    let reachedBefore = false
    for (let attempt = 0; ; attempt++) {
      const reply = await functions.invoke({ target, payload: eventOf(taskId) })
      const { temporary, outcome } = judgeReply(reply, { taskId, reachedBefore })
      if (!temporary || attempt >= redrives) return outcome
      reachedBefore ||= mayHaveRun(reply)
      await pause(FIRST_PAUSE_MS * 2 ** attempt)
    }
  }
}
