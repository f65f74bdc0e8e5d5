import type { Bucket } from '../../../model/object.ts'
import { S3Error } from '../../../model/s3-error.ts'
import { findBucket } from '../rows/bucket-rows.ts'
import { SHARED_WORDS } from '../writer/shared-words.ts'
import type { ReadView } from './read-view.ts'

/** Buckets by their names, remembered until the writer has changed one: every request asks for its bucket, some twice. */
export interface KnownBuckets {
  find(name: string): Bucket | undefined
  /** @throws S3Error `NoSuchBucket` */
  require(name: string): Bucket
}

/** Beyond that many the memory begins anew. */
const MOST = 1_000

export function createKnownBuckets(view: ReadView, signal: SharedArrayBuffer): KnownBuckets {
  const words = new Int32Array(signal)
  const known = new Map<string, Bucket>()
  let changes = Atomics.load(words, SHARED_WORDS.buckets)
  const find = (name: string): Bucket | undefined => {
    // Counted before the look-up: what is found may be newer than that, never older.
    const now = Atomics.load(words, SHARED_WORDS.buckets)
    if (now !== changes || known.size >= MOST) {
      known.clear()
      changes = now
    }
    const remembered = known.get(name)
    if (remembered !== undefined) return remembered
    const found = findBucket(view.now(), name)
    if (found !== undefined) known.set(name, found)
    return found
  }
  return {
    find,
    require(name) {
      const bucket = find(name)
      if (bucket === undefined) throw new S3Error('NoSuchBucket', { detail: { BucketName: name } })
      return bucket
    },
  }
}
