import type { FunctionThreadData, ThreadCall } from '../messages.ts'

const MEMORY_MB = '128'

/** The second argument of a handler, with what Lambda puts into it. */
export function handlerContext({ requestId, arn }: ThreadCall, { name, timeoutMs }: FunctionThreadData): object {
  const began = performance.now()
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    memoryLimitInMB: MEMORY_MB,
    logGroupName: logGroupOf(name),
    logStreamName: LOG_STREAM,
    invokedFunctionArn: arn,
    awsRequestId: requestId,
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(timeoutMs - (performance.now() - began))),
  }
}

/** The environment variables that Lambda gives to a function. */
export function lambdaEnvironment({ name, path }: FunctionThreadData): Readonly<Record<string, string>> {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: MEMORY_MB,
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(name),
    AWS_LAMBDA_LOG_STREAM_NAME: LOG_STREAM,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    LAMBDA_TASK_ROOT: path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))),
    _HANDLER: 'index.handler',
  }
}

const LOG_STREAM = '[$LATEST]s3control-local'

function logGroupOf(name: string): string {
  return `/aws/lambda/${name}`
}
