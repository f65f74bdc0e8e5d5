import type { Finding } from './findings.ts'

/** What the measurements of a run have in common. */
export interface Bench {
  /** Sizes that take minutes become sizes that take seconds. */
  readonly quick: boolean
  /** What is started as the product: the compiled package where it has been built. */
  readonly entry: string
  /** How often a figure is measured; the median counts. */
  readonly rounds: number
  /** Tells how far it is. */
  note(text: string): void
}

export interface Measurement {
  readonly name: string
  /** Yields its findings as it goes. */
  measure(bench: Bench): AsyncIterable<Finding>
}
