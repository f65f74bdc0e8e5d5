const RESULT_CODES = ['Succeeded', 'TemporaryFailure', 'PermanentFailure'] as const
type ResultCode = (typeof RESULT_CODES)[number]

/** What a function says of a task. */
export interface TaskVerdict {
  readonly resultCode: ResultCode
  readonly resultString: string
}

/**
 * Finds a task's result in a function's response (reference 7.1); undefined when the response is not JSON or has not the
 * form it should have.
 *
 * choice: only what is needed is looked at. A number or boolean as `resultString` counts as its text, a missing one as
 * empty; ids and versions that do not match are let pass, save the task's own.
 */
export function readResponse(payload: string, taskId: string): TaskVerdict | undefined {
  const response = parse(payload)
  if (!isRecord(response)) return undefined
  const { results, treatMissingKeysAs = 'TemporaryFailure' } = response
  if (!Array.isArray(results) || !isResultCode(treatMissingKeysAs)) return undefined
  const verdicts = results.map(verdictOf)
  if (verdicts.includes(undefined)) return undefined
  return verdicts.find((verdict) => verdict?.taskId === taskId) ?? { resultCode: treatMissingKeysAs, resultString: '' }
}

function verdictOf(result: unknown): (TaskVerdict & { readonly taskId: string }) | undefined {
  if (!isRecord(result)) return undefined
  const { taskId, resultCode, resultString } = result
  const text = textOf(resultString)
  if (typeof taskId !== 'string' || !isResultCode(resultCode) || text === undefined) return undefined
  return { taskId, resultCode, resultString: text }
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
  return typeof value === 'string' ? value : undefined
}

function isResultCode(value: unknown): value is ResultCode {
  return (RESULT_CODES as readonly unknown[]).includes(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
