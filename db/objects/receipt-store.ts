import type { CopyObject, ObjectChange, SourceChecksum } from './object-writes.ts'

/** Where a slice of a job stands; commits with the effects it counts. */
export interface Receipt {
  readonly job: string
  readonly slice: number
  /** First byte of the task file that has not been done. */
  readonly nextByte: number
  /** Rows of the slice done so far, and how they ended. */
  readonly rows: number
  readonly succeeded: number
  readonly failed: number
}

/** How one task ended; only those that are not the operation's plain success are kept. */
export interface TaskResult {
  /** Row within the slice, from 0. */
  readonly row: number
  readonly succeeded: boolean
  readonly httpStatus: number
  /** Empty for a success. */
  readonly errorCode: string
  readonly message: string
  /** The message is S3's own: the report puts the request's ids behind it, as the service does. */
  readonly fromS3?: boolean
}

/** What the store is to do to each entry of a chunk. */
export type EntryAction =
  | { readonly kind: 'change'; readonly change: ObjectChange }
  | { readonly kind: 'copy'; readonly copy: EntryCopy }
  /** By the rules of the entries' bucket. */
  | { readonly kind: 'replicate' }

/** CopyObject for many sources: the target's key is the prefix and the source's key. */
export interface EntryCopy extends Omit<CopyObject, 'source' | 'target' | 'conditions' | 'annotationChecksums'> {
  readonly target: Omit<CopyObject['target'], 'key'>
  readonly keyPrefix: string
  /** Milliseconds. */
  readonly modifiedSinceMs?: number | undefined
  readonly unmodifiedSinceMs?: number | undefined
  /** A checksum for each entry of the chunk, where the copies are to have one of another algorithm than their sources. */
  readonly checksums?: readonly (EntryChecksums | undefined)[] | undefined
}

export interface EntryChecksums extends SourceChecksum {
  /** Undefined where annotations are left behind. */
  readonly annotations: readonly SourceChecksum[] | undefined
}

/** Consecutive entries of one bucket; what a store applies as one statement and one commit. */
export interface Chunk {
  readonly job: string
  readonly slice: number
  /** Row within the slice of the first entry. */
  readonly firstRow: number
  /** First byte of the task file after this chunk. */
  readonly nextByte: number
  readonly bucket: string
  readonly keys: readonly string[]
  /** As long as `keys`; undefined: current versions. */
  readonly versionIds?: readonly string[] | undefined
}

export interface ChunkOutcome {
  readonly succeeded: number
  readonly failed: number
}

export interface ReceiptStore {
  /**
   * Applies an action to every entry of a chunk and writes the receipt, all in one transaction: after any death the
   * chunk is either done and on record, or not begun. A chunk that is on record already is not done again.
   */
  applyChunk(chunk: Chunk, action: EntryAction): Promise<ChunkOutcome>
  /** Puts results on record that came from outside (a function, a remote store, a checksum). */
  recordChunk(
    chunk: Omit<Chunk, 'keys' | 'versionIds' | 'bucket'>,
    rows: number,
    results: readonly TaskResult[],
  ): Promise<ChunkOutcome>
  receipts(job: string): Promise<readonly Receipt[]>
  /** Totals over a job's receipts; what DescribeJob shows while the job runs. */
  progress(job: string): Promise<{ readonly succeeded: number; readonly failed: number }>
  /** Results on record for a slice, in row order. */
  results(job: string, slice: number): AsyncIterable<TaskResult> | Iterable<TaskResult>
  /** Forgets a job's receipts, once its report is written. */
  forget(job: string): Promise<void>
}
