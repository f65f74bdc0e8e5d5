import { setTimeout as wait } from 'node:timers/promises'

/** Who uses a world's ports right now. */
export interface Holders {
  readonly add: (holder: object) => void
  readonly remove: (holder: object) => void
  /** Resolves when there are none, or when the time is over. */
  readonly gone: (patienceMs: number) => Promise<void>
}

export function createHolders(): Holders {
  const present = new Set<object>()
  let onLast: (() => void) | undefined
  return {
    add: (holder) => present.add(holder),
    remove(holder) {
      present.delete(holder)
      if (present.size === 0) onLast?.()
    },
    async gone(patienceMs) {
      if (present.size === 0) return
      const over = new AbortController()
      const last = new Promise<void>((resolve) => {
        onLast = resolve
      })
      const patience = wait(patienceMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined)
      await Promise.race([last, patience])
      over.abort()
      onLast = undefined
    },
  }
}
