import { setTimeout as pause } from 'node:timers/promises'

const AGAIN_AFTER_MS = 15
/** On a busy machine a server may die many times before it has done anything. */
const LIMIT_MS = 1_200_000

/** Asks again and again until the server answers, as a client does whose server dies now and then. */
export async function persist<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (const until = performance.now() + LIMIT_MS; ; await pause(AGAIN_AFTER_MS)) {
    try {
      return await ask()
    } catch (error) {
      if (!isGone(error) || performance.now() > until) throw error
    }
  }
}

const GONE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'])

/** Nobody was there to answer, or to answer to the end. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, cause } = error as Error & { readonly code?: unknown }
  return (typeof code === 'string' && GONE.has(code)) || error.message === 'aborted' || isGone(cause)
}
