/** The state of everything, kept under a name and brought back as often as wanted (docs/seeds-and-snapshots.md). */
export interface Snapshot {
  readonly name: string
  /** ISO 8601, by the emulator's clock. */
  readonly takenAt: string
  readonly buckets: number
  /** All versions of them, but for delete markers. */
  readonly objects: number
  readonly uploads: number
  readonly jobs: number
  /** Of databases and bodies; bodies in files lie on the disk once, however many snapshots have them. */
  readonly bytes: number
}

/** All of them throw {@link SnapshotError} when they are refused, and an `InsufficientStorage` when the disk is full. */
export interface Snapshots {
  /** @param name letters, digits, `-` and `_`, at most 64 */
  take(name: string): Promise<Snapshot>
  /** In the order they were taken. */
  list(): Promise<readonly Snapshot[]>
  /** Everything is as it was then; what has come since is gone. The clock stays as it is. */
  restore(name: string): Promise<Snapshot>
  remove(name: string): Promise<void>
}

export type SnapshotErrorCode = 'InvalidSnapshot' | 'NoSuchSnapshot' | 'SnapshotExists' | 'TooManySnapshots'

export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
  readonly code: SnapshotErrorCode

  constructor(code: SnapshotErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Snapshots whose code is loaded with the first call. */
export interface LazySnapshots extends Snapshots {
  /** Resolves when none of them is being taken or restored. */
  readonly idle: () => Promise<void>
}

/** One call at a time, in the order they come. */
export function snapshotsInTurn(open: () => Promise<Snapshots>): LazySnapshots {
  let opened: Promise<Snapshots> | undefined
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: (snapshots: Snapshots) => Promise<Result>): Promise<Result> => {
    const turn = last.then(() => (opened ??= open())).then(work)
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    take: (name) => inTurn((snapshots) => snapshots.take(name)),
    list: () => inTurn((snapshots) => snapshots.list()),
    restore: (name) => inTurn((snapshots) => snapshots.restore(name)),
    remove: (name) => inTurn((snapshots) => snapshots.remove(name)),
    idle: async () => {
      await last
    },
  }
}
