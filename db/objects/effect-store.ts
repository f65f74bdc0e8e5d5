import type { Cause, ObjectEvents } from '../model/object-event.ts'

/** What a transaction decided and somebody has to carry out outside of it; plain JSON data, by kind. */
export interface EffectBodies {
  /** Tell whom the bucket's notification configuration names. */
  readonly notify: ObjectEvents
  /** A notification configuration was put: its queues and topics are sent a test. */
  readonly testEvent: {
    readonly bucket: string
    readonly targets: readonly string[]
    readonly cause: Cause | undefined
  }
  /** Versions to replicate, by their row ids. */
  readonly replicate: { readonly versions: readonly number[] }
  /** A rule takes in what was there before it: everything behind this version of a bucket. */
  readonly replicateExisting: { readonly bucket: number; readonly key: string; readonly seq: number }
  /** A configuration that acts by the clock was put. */
  readonly schedule: { readonly bucket: string; readonly kind: 'lifecycle' | 'inventory' }
}

export type EffectKind = keyof EffectBodies

export interface EffectOf<Kind extends EffectKind> {
  readonly id: number
  readonly kind: Kind
  /** Milliseconds of the clock. */
  readonly dueMs: number
  readonly body: EffectBodies[Kind]
}

export type Effect = { readonly [Kind in EffectKind]: EffectOf<Kind> }[EffectKind]

/** Effects on record; they outlive the process. */
export interface EffectStore {
  /** Those of these kinds that are due at this moment, in the order in which they became so. */
  due(kinds: readonly EffectKind[], nowMs: number, limit: number): Promise<readonly Effect[]>
  /** When the next one of these kinds after this moment is due. */
  nextDue(kinds: readonly EffectKind[], afterMs: number): Promise<number | undefined>
  /** Takes effects off the record. */
  settle(done: readonly number[]): Promise<void>
  /** Replicates what these `replicate` and `replicateExisting` effects name, and takes them off the record. */
  replicate(ids: readonly number[]): Promise<void>
}
