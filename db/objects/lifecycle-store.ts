/** Where a pass over a bucket goes on: behind this version, whose place among those of its key goes along. */
export interface LifecycleCursor {
  readonly key: string
  readonly seq: number
  /** Versions of the key so far. */
  readonly versions: number
  /** When the last of them was made. */
  readonly modifiedMs: number
}

export interface LifecycleStep {
  readonly bucket: string
  /** The moment whose rules are carried out; milliseconds. */
  readonly asOfMs: number
  /** Undefined: from the beginning. */
  readonly after: LifecycleCursor | undefined
}

export interface LifecycleProgress {
  /** Undefined: the pass is over. */
  readonly next: LifecycleCursor | undefined
  /** Versions and uploads that something was done with. */
  readonly acted: number
  /** When something will be due for what was seen, as it was then; undefined: never. */
  readonly dueMs: number | undefined
}

/** Lifecycle rules and archive tiers, as far as the store carries them out. */
export interface LifecycleStore {
  /** A part of a pass over a bucket, in a transaction that holds up nobody. */
  step(step: LifecycleStep): Promise<LifecycleProgress>
}
