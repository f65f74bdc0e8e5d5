/** Something that goes on beside the jobs of the kill test. */
export interface SideLane {
  /** What `check` counts. */
  readonly what: string
  /** Begins nothing more. */
  readonly stop: () => void
  /** After `stop`: waits for the last, and looks whether all that was acknowledged has come true. @returns how much */
  readonly check: () => Promise<number>
}
