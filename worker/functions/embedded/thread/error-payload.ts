import { types } from 'node:util'

/** An error as Lambda's Node.js runtime tells it: members and their order are that runtime's. */
export function errorPayload(error: unknown): string {
  try {
    if (isError(error)) {
      const { name, message, stack = '' } = error
      return JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') })
    }
    return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] })
  } catch {
    return JSON.stringify({ errorType: 'handled', errorMessage: 'The error that was thrown could not be read.' })
  }
}

/** An error that the runtime itself finds, named like `Runtime.HandlerNotFound`. */
export function runtimeError(type: string, message: string, cause?: unknown): Error {
  const error = new Error(message)
  error.name = `Runtime.${type}`
  const [, ...trace] = (isError(cause) ? (cause.stack ?? '') : '').split('\n')
  error.stack = [`${error.name}: ${message}`, ...trace].join('\n')
  return error
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error
}
