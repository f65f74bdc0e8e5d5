import type { LifecycleCursor, LifecycleStore } from '../../db/objects/lifecycle-store.ts'

const DAY_MS = 86_400_000

/**
 * Goes over a whole bucket, part by part, at one moment. @returns when it has to be gone over again, if nothing else is
 * written; where something was done that is the next day, because of what may follow from it
 */
export async function lifecyclePass(
  lifecycle: LifecycleStore,
  bucket: string,
  asOfMs: number,
  stopped: () => boolean,
): Promise<number | undefined> {
  let after: LifecycleCursor | undefined
  let dueMs = Number.POSITIVE_INFINITY
  for (;;) {
    const progress = await lifecycle.step({ bucket, asOfMs, after })
    dueMs = Math.min(dueMs, progress.dueMs ?? dueMs, progress.acted > 0 ? asOfMs + DAY_MS : dueMs)
    after = progress.next
    if (after === undefined || stopped()) return dueMs === Number.POSITIVE_INFINITY ? undefined : dueMs
  }
}
