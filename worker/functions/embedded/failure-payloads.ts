/** What Lambda says of a function that did not end by itself; texts as the service writes them. */

/** The form of the user guide's report example (reference 7.1). */
export function timedOut(requestId: string, nowMs: number, timeoutMs: number): string {
  const seconds = (timeoutMs / 1000).toFixed(2)
  return JSON.stringify({
    errorMessage: `${new Date(nowMs).toISOString()} ${requestId} Task timed out after ${seconds} seconds`,
  })
}

export function exited(requestId: string, status: number): string {
  return exitError(
    requestId,
    status === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${status}`,
  )
}

/** The function took all the memory that a thread may have. */
export function killed(requestId: string): string {
  return exitError(requestId, 'Runtime exited with error: signal: killed')
}

function exitError(requestId: string, text: string): string {
  return JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${text}` })
}

/** Lambda's limit of a synchronous response, in bytes. */
const LARGEST_RESPONSE = 6_291_556

/** Undefined when the response is small enough. */
export function tooLarge(payload: string): string | undefined {
  // A code unit has at most three bytes, so nearly all pass by their length alone.
  if (payload.length * 3 <= LARGEST_RESPONSE || Buffer.byteLength(payload) <= LARGEST_RESPONSE) return undefined
  return JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE} bytes).`,
  })
}
