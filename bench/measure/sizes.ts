import type { Bench } from '../measurement.ts'

/** The store that jobs are measured on, and the keys of a job in it. */
export function jobSizesOf({ quick }: Bench): { readonly objects: number; readonly keys: number } {
  return quick ? { objects: 300_000, keys: 50_000 } : { objects: 5_000_000, keys: 1_000_000 }
}
