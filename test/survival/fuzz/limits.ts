/** What no input may exceed, and what a walk tells of itself: one JSON line each on standard output. */
export const LIMITS = {
  /** Of the processor, which a busy machine does not stretch. */
  processorMs: 1_000,
  /** Of the clock: something waits for what never comes. */
  machineMs: 20_000,
  watchEveryMs: 25,
  /** Of a whole process that does nothing but take inputs. */
  memoryBytes: 512 * 1024 * 1024,
} as const

export type Report =
  | { readonly kind: 'hung'; readonly number: number; readonly ms: number }
  | { readonly kind: 'memory'; readonly number: number; readonly bytes: number }
  /** A seed, or the input of a number, did what it must not. */
  | { readonly kind: 'defect'; readonly number: number | undefined; readonly seed?: string; readonly error: string }
  | { readonly kind: 'at'; readonly number: number }
  | WalkEnd

export interface WalkEnd {
  readonly kind: 'end'
  readonly inputs: number
  /** How many were taken, not refused. */
  readonly accepted: number
  readonly seconds: number
  /** Of the processor. */
  readonly slowestMs: number
  readonly slowestNumber: number
  readonly peakBytes: number
}
