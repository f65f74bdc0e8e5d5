/** What a client may demand of the store at a moment of its record: kept as notes in the record itself. */
export type Note =
  /** A request is sent, or has been answered; without a body it is a deletion. */
  | { readonly kind: 'begun' | 'done'; readonly key: string; readonly body: Body | undefined }
  | { readonly kind: 'job' | 'complete'; readonly id: string }
  /** The system has written everything back by itself. */
  | { readonly kind: 'settled' }

export interface Body {
  readonly etag: string
  /** MD5. */
  readonly digest: string
}

/** Undefined: there may be no object. */
type Allowed = ReadonlyMap<string | undefined, Body | undefined>

export interface Expectations {
  take(note: Note): void
  /** What a key may hold, by ETag: what was acknowledged last, and what has been sent since. */
  readonly keys: ReadonlyMap<string, Allowed>
  readonly jobs: ReadonlySet<string>
  readonly completed: ReadonlySet<string>
  /** What had been acknowledged when the system last wrote everything back. */
  readonly settled: ReadonlyMap<string, Body | undefined>
}

export function createExpectations(): Expectations {
  const keys = new Map<string, Map<string | undefined, Body | undefined>>()
  const jobs = new Set<string>()
  const completed = new Set<string>()
  const acknowledged = new Map<string, Body | undefined>()
  const settled = new Map<string, Body | undefined>()
  return {
    keys,
    jobs,
    completed,
    settled,
    take(note) {
      if (note.kind === 'begun') {
        const allowed = keys.get(note.key) ?? new Map([[undefined, undefined]])
        keys.set(note.key, allowed.set(note.body?.etag, note.body))
      } else if (note.kind === 'done') {
        keys.set(note.key, new Map([[note.body?.etag, note.body]]))
        acknowledged.set(note.key, note.body)
      } else if (note.kind === 'job') jobs.add(note.id)
      else if (note.kind === 'complete') completed.add(note.id)
      else for (const [key, body] of acknowledged) settled.set(key, body)
    },
  }
}
