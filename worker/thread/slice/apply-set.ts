import type { ObjectAddress } from '../../../db/model/object.ts'
import type { ChunkOutcome } from '../../../db/objects/receipt-store.ts'
import { namedBucket } from '../../access-points/named-bucket.ts'
import type { ManifestChunk } from '../../manifest/slice-plan.ts'
import type { Application } from '../../operations/batch-operation.ts'
import type { WorkTools } from '../work-tools.ts'
import { sliceChunks } from './slice-chunks.ts'
import type { SliceInput, SliceOutput } from './slice-work.ts'
import { createTally } from './tally.ts'

type SetApplication = Extract<Application, { readonly kind: 'set' }>

/** Most entries in a statement: measured best between throughput and the wait of other writers (docs/performance.md). */
const CHUNK_ROWS = 600
/** Chunks on their way to the store, so that its writer never waits for this thread. */
const WIDEST_WINDOW = 32
/** A job that may be about to fail should not be far ahead of its results. */
const NARROW_WINDOW = 2

/** Applies one action to all entries of a slice, in chunks that the store does one by one, many on their way at a time. */
export async function applySet(
  input: SliceInput,
  { action, chunkRows = CHUNK_ROWS, actionFor }: SetApplication,
  tools: WorkTools,
): Promise<SliceOutput> {
  const tally = createTally(input, tools.progress)
  const underway: Promise<ChunkOutcome>[] = []
  const settleOldest = async (): Promise<void> => {
    const oldest = underway.shift()
    if (oldest !== undefined) tally.add(await oldest)
  }
  let window = NARROW_WINDOW
  try {
    for (const chunk of sliceChunks(input, chunkRows)) {
      while (underway.length >= window) {
        await settleOldest()
        window = tally.failing ? NARROW_WINDOW : Math.min(window + 1, WIDEST_WINDOW)
      }
      if (tools.stop.requested) {
        while (underway.length > 0) await settleOldest()
        return tally.output(false)
      }
      // Asked for one chunk after the other: the store must get them in their order.
      const bucket = await namedBucket(tools.store, chunk.bucket)
      const wanted = actionFor === undefined ? action : await actionFor(entriesOf(chunk, bucket))
      underway.push(tools.store.receipts.applyChunk({ ...addressed(input, chunk), bucket }, wanted))
    }
    while (underway.length > 0) await settleOldest()
    return tally.output(true)
  } finally {
    await Promise.allSettled(underway)
  }
}

function entriesOf({ keys, versionIds }: ManifestChunk, bucket: string): readonly ObjectAddress[] {
  return keys.map((key, index) => ({ bucket, key, versionId: versionIds?.[index] }))
}

function addressed({ job, slice }: SliceInput, chunk: ManifestChunk) {
  return {
    job: job.id,
    slice: slice.number,
    firstRow: chunk.firstRow,
    nextByte: chunk.to,
    keys: chunk.keys,
    versionIds: chunk.versionIds,
  }
}
