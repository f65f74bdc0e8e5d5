import type { FunctionThreadData } from '../messages.ts'
import { lambdaEnvironment } from './handler-context.ts'

type Environment = Record<string, string | undefined>

/**
 * Puts into a function's environment what Lambda has there, and leads an AWS SDK to this server, with credentials that
 * it knows: never to AWS, whatever the server's own environment says. Somebody who has set an endpoint is left to it.
 */
export function prepareEnvironment(environment: Environment, data: FunctionThreadData): void {
  Object.assign(environment, lambdaEnvironment(data))
  const elsewhere = environment['AWS_ENDPOINT_URL'] !== undefined
  if (elsewhere || data.environment['AWS_ENDPOINT_URL'] === undefined) {
    for (const [name, value] of Object.entries(data.environment)) environment[name] ??= value
    return
  }
  Object.assign(environment, data.environment)
  // A profile would come before the keys, a token would not fit them.
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN']) delete environment[name]
}
