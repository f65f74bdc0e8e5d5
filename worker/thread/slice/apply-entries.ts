import { S3Error } from '../../../db/model/s3-error.ts'
import type { TaskResult } from '../../../db/objects/receipt-store.ts'
import { namedBucket } from '../../access-points/named-bucket.ts'
import type { ManifestChunk } from '../../manifest/slice-plan.ts'
import type { Application, ManifestEntry, TaskOutcome } from '../../operations/batch-operation.ts'
import type { WorkTools } from '../work-tools.ts'
import { createGate, type Gate } from './gate.ts'
import { sliceChunks } from './slice-chunks.ts'
import type { SliceInput, SliceOutput } from './slice-work.ts'
import { createTally } from './tally.ts'

type EntryApplication = Extract<Application, { readonly kind: 'entries' }>

/** Entries that go on record together: few, because a slow task holds up the record of its neighbours. */
const CHUNK_ROWS = 32

/**
 * Applies an operation entry by entry, so many side by side over the borders of chunks. Results go on record in order,
 * a chunk at a time; after a death the tasks of chunks that are not on record are run again.
 */
export async function applyEntries(
  input: SliceInput,
  application: EntryApplication,
  tools: WorkTools,
): Promise<SliceOutput> {
  const tally = createTally(input, tools.progress)
  const gate = createGate(application.concurrency)
  let recorded: Promise<void> = Promise.resolve()
  let broken = false
  const record = async (before: Promise<void>, chunk: ManifestChunk, rows: Promise<readonly Row[]>): Promise<void> => {
    // Both are awaited in any case, so that no rejection is left alone.
    const [results] = await Promise.all([rows, before])
    const { job, slice } = input
    const address = { job: job.id, slice: slice.number, firstRow: chunk.firstRow, nextByte: chunk.to }
    tally.add(await tools.store.receipts.recordChunk(address, results.length, results.flatMap(kept)))
  }
  for (const chunk of sliceChunks(input, CHUNK_ROWS)) {
    const bucket = await namedBucket(tools.store, chunk.bucket)
    await gate.entered()
    if (tools.stop.requested || broken) {
      await recorded
      return tally.output(false)
    }
    recorded = record(recorded, chunk, runChunk(chunk, bucket, application, gate))
    recorded.catch(() => {
      broken = true
    })
  }
  await recorded
  return tally.output(true)
}

type Row = readonly [row: number, outcome: TaskOutcome]

function runChunk(
  chunk: ManifestChunk,
  bucket: string,
  application: EntryApplication,
  gate: Gate,
): Promise<readonly Row[]> {
  const rawKeys = chunk.rawKeys()
  return Promise.all(
    chunk.keys.map(async (key, index): Promise<Row> => {
      const entry: ManifestEntry = {
        bucket,
        key,
        rawKey: rawKeys[index] ?? key,
        versionId: chunk.versionIds?.[index],
      }
      return [chunk.firstRow + index, await gate.pass(() => applyOne(entry, application))]
    }),
  )
}

async function applyOne(entry: ManifestEntry, application: EntryApplication): Promise<TaskOutcome> {
  if (entry.versionId === '') return MISSING_VERSION
  try {
    return await application.apply(entry)
  } catch (error) {
    if (!(error instanceof S3Error)) throw error
    return { succeeded: false, httpStatus: error.status, errorCode: error.code, message: error.message, fromS3: true }
  }
}

/** Said by the service itself, without the ids of a request (reference 7.0). */
const MISSING_VERSION: TaskOutcome = {
  succeeded: false,
  httpStatus: 400,
  errorCode: 'InvalidRequest',
  message: 'Task failed due to missing VersionId',
}

function kept([row, outcome]: Row): readonly TaskResult[] {
  return outcome === undefined ? [] : [{ ...outcome, row }]
}
