import type { Bucket } from '../../../model/object.ts'
import type { S3Error } from '../../../model/s3-error.ts'
import { NULL_VERSION, seqOfVersionId } from '../../../model/version-id.ts'

/** Entries of one bucket as a statement takes them. */
export interface EntrySet {
  readonly bucket: Bucket
  /** JSON: keys, or `[key, seq]` pairs when the entries name versions; seq -1 is the null version. */
  readonly json: string
  readonly versioned: boolean
  readonly size: number
  /** Entries whose version id cannot be one, by their place, with the text. */
  readonly malformed: ReadonlyMap<number, string>
}

/** An entry that was refused: its place in the set, and why. */
export interface RefusedEntry {
  readonly index: number
  readonly error: S3Error
}

const NULL_SEQ = -1
/** Leads to no version. */
const MALFORMED_SEQ = -2

export function entrySet(bucket: Bucket, keys: readonly string[], versionIds?: readonly string[]): EntrySet {
  const malformed = new Map<number, string>()
  if (versionIds === undefined) {
    return { bucket, json: JSON.stringify(keys), versioned: false, size: keys.length, malformed }
  }
  const pairs = keys.map((key, index) => {
    const versionId = versionIds[index] ?? ''
    const seq = versionId === NULL_VERSION ? NULL_SEQ : seqOfVersionId(versionId)
    if (seq === undefined) malformed.set(index, versionId)
    return [key, seq ?? MALFORMED_SEQ]
  })
  return { bucket, json: JSON.stringify(pairs), versioned: true, size: keys.length, malformed }
}

/** SQL that gives the version id (row) of the entry `j` of `json_each(@entries)`; NULL when there is none. */
export function versionOfEntry(versioned: boolean): string {
  return versioned
    ? `(CASE WHEN j.value ->> 1 = ${NULL_SEQ}
        THEN (SELECT id FROM version WHERE bucket_id = @bucket AND key = j.value ->> 0 AND named = 0 ORDER BY seq LIMIT 1)
        ELSE (SELECT id FROM version WHERE bucket_id = @bucket AND key = j.value ->> 0 AND seq = j.value ->> 1 AND named = 1)
        END)`
    : '(SELECT id FROM version WHERE bucket_id = @bucket AND key = j.value ORDER BY seq LIMIT 1)'
}
