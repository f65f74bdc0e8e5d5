import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { InvokeReply } from '../invocation.ts'

/** What came back from an Invoke, whole. */
export interface EndpointAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/**
 * Reads an Invoke's answer as Lambda means it, and as the runtime interface emulator does: that one marks function errors
 * by nothing but their form, and answers 502 with one when the function's process has died.
 */
export function readAnswer({ status, headers, body }: EndpointAnswer): InvokeReply {
  const errorType = headers['x-amzn-errortype']
  if (status >= 200 && status < 300) {
    if (headers['x-amz-function-error'] !== undefined) return { kind: 'functionError', payload: body }
    return unmarkedError(body) ?? { kind: 'returned', payload: body }
  }
  if (status === 502 && errorType === undefined) {
    const error = unmarkedError(body)
    if (error !== undefined) return error
  }
  const { code, message } = describe(body)
  return {
    kind: 'refused',
    status,
    code: bareCode(typeof errorType === 'string' ? errorType : code) ?? CODES[status] ?? 'ServiceException',
    message: message ?? `The Lambda endpoint answered with status ${status}.`,
    requestId: String(headers['x-amzn-requestid'] ?? randomUUID()),
  }
}

/** For answers that name no code. */
const CODES: Readonly<Record<number, string>> = {
  400: 'InvalidRequestContentException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  413: 'RequestTooLargeException',
  429: 'TooManyRequestsException',
}

const TIMED_OUT = /^Task timed out after [\d.]+ seconds$/

function unmarkedError(body: string): InvokeReply | undefined {
  if (TIMED_OUT.test(body)) return { kind: 'functionError', payload: JSON.stringify({ errorMessage: body }) }
  if (!body.includes('"errorMessage"')) return undefined
  const parsed = parse(body)
  const marked = typeof parsed?.['errorMessage'] === 'string' && parsed['results'] === undefined
  return marked ? { kind: 'functionError', payload: body } : undefined
}

/** Lambda's own errors, and those of emulators that write their members in other ways. */
function describe(body: string): { readonly code: string | undefined; readonly message: string | undefined } {
  const parsed = parse(body)
  const text = (...names: readonly string[]): string | undefined =>
    names.map((name) => parsed?.[name]).find((value) => typeof value === 'string')
  return {
    code: text('__type', 'Code', 'code', 'errorType'),
    message: text('Message', 'message', 'errorMessage'),
  }
}

/** `com.amazonaws.lambda#ResourceNotFoundException:http://…` → `ResourceNotFoundException` */
function bareCode(type: string | undefined): string | undefined {
  const code = type?.replace(/:.*$/s, '').replace(/^.*#/s, '')
  return code === '' ? undefined : code
}

function parse(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
