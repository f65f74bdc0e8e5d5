import type { InvokeReply } from '../../functions/invocation.ts'
import type { TaskOutcome } from '../batch-operation.ts'
import { readResponse, type TaskVerdict } from './read-response.ts'

export interface Judgement {
  /** Another attempt may end otherwise. */
  readonly temporary: boolean
  /** How the task has ended if there is none. */
  readonly outcome: TaskOutcome
}

type Judges = {
  readonly [Kind in InvokeReply['kind']]: (reply: Extract<InvokeReply, { kind: Kind }>, attempt: Attempt) => Judgement
}

export interface Attempt {
  readonly taskId: string
  /** The function may have run in an earlier attempt. */
  readonly reachedBefore: boolean
}

/** How an invocation ended → how its task ended, in the words of the report (reference 7.1). */
export function judgeReply(reply: InvokeReply, attempt: Attempt): Judgement {
  return (judges[reply.kind] as (reply: InvokeReply, attempt: Attempt) => Judgement)(reply, attempt)
}

/** False when it is certain that the function has not run. */
export function mayHaveRun(reply: InvokeReply): boolean {
  if (reply.kind === 'refused') return reply.status >= 500
  return reply.kind !== 'unanswered' || reply.reached
}

const judges: Judges = {
  returned({ payload }, { taskId }) {
    const verdict = readResponse(payload, taskId)
    if (verdict === undefined) return permanent('Invalid JSON returned in Lambda payload')
    return { temporary: verdict.resultCode === 'TemporaryFailure', outcome: outcomeOf(verdict) }
  },
  functionError: ({ payload }) => permanent(`Lambda returned function error: ${payload}`),
  /** choice: Lambda's status and code, and the text of an exception of the AWS SDK for Java, as with S3's errors. */
  refused({ status, code, message, requestId }) {
    const detail = `(Service: AWSLambda; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`
    return { temporary: status === 429 || status >= 500, outcome: failed(status, code, `${message} ${detail}`) }
  },
  /** choice: the status that a service which cannot be reached would have. */
  unanswered: ({ message, reached }, { reachedBefore }) => {
    const truth = reached || reachedBefore ? 'the function may have run' : 'the function has not run'
    return { temporary: true, outcome: failed(503, 'ServiceUnavailable', `${message}; ${truth}.`) }
  },
}

/** The status is 200, because the Invoke itself has succeeded. */
function outcomeOf({ resultCode, resultString }: TaskVerdict): TaskOutcome {
  if (resultCode !== 'Succeeded') return failed(200, resultCode, resultString)
  return { succeeded: true, httpStatus: 200, errorCode: '', message: resultString }
}

function permanent(message: string): Judgement {
  return { temporary: false, outcome: failed(200, 'PermanentFailure', message) }
}

function failed(httpStatus: number, errorCode: string, message: string): TaskOutcome {
  return { succeeded: false, httpStatus, errorCode, message }
}
