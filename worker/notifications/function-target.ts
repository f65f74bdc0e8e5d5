import { parseFunctionName } from '../functions/function-name.ts'
import type { FunctionInvoker } from '../functions/invocation.ts'

/** Attempts after the first, as Lambda makes them for events that nobody waits for. */
const RETRIES = 2

/** Hands an event to a function, as S3 does. @throws Error when none of the attempts went well; a missing function is not one */
export async function invokeFunction(functions: FunctionInvoker, arn: string, payload: string): Promise<void> {
  const target = parseFunctionName(arn, { account: '', region: '' })
  if (target === undefined) return
  let problem = ''
  for (let attempt = 0; attempt <= RETRIES; attempt++) {
    const reply = await functions.invoke({ target, payload })
    if (reply.kind === 'returned') return
    if (reply.kind === 'refused' && reply.code === 'ResourceNotFoundException') return
    problem = reply.kind === 'functionError' ? reply.payload : reply.message
  }
  throw new Error(`the function failed: ${problem}`)
}

export function isFunctionArn(target: string): boolean {
  return /^arn:[^:]+:lambda:/.test(target)
}
