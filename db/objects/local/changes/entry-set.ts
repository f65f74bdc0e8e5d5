import type { Bucket } from '../../../model/object.ts'
import type { S3Error } from '../../../model/s3-error.ts'
import { NULL_VERSION, seqOfVersionId, versionIdOf } from '../../../model/version-id.ts'
import { compareKeys } from '../reads/scan-keys.ts'

/** Entries of one bucket as statements take them. They are packed by the thread that has them, not by the writer. */
export interface PackedEntries {
  /** JSON: keys, or `[key, seq]` pairs when the entries name versions; seq -1 is the null version. */
  readonly json: string
  readonly versioned: boolean
  readonly size: number
  /** Entries whose version id cannot be one, by their place, with the text. */
  readonly malformed: ReadonlyMap<number, string>
  /** No entry occurs twice. */
  readonly distinct: boolean
  readonly distinctKeys: boolean
  /** The least and the greatest key, in the order of UTF-8 bytes. */
  readonly first: string
  readonly last: string
  readonly found?: FoundVersions
}

/** Where the entries' versions were when another thread looked; see `findVersions`. */
export interface FoundVersions {
  readonly bucketId: number
  /** JSON: the row of each entry's version, null where there was none. */
  readonly ids: string
  /** Notes in the version log before the look-up. */
  readonly notes: number
}

export interface EntrySet extends PackedEntries {
  readonly bucket: Bucket
}

/** An entry that was refused: its place in the set, and why. */
export interface RefusedEntry {
  readonly index: number
  readonly error: S3Error
}

export function refuseEach({ size }: PackedEntries, error: S3Error): readonly RefusedEntry[] {
  return Array.from({ length: size }, (_, index) => ({ index, error }))
}

const NULL_SEQ = -1
/** Leads to no version. */
const MALFORMED_SEQ = -2

export function packEntries(keys: readonly string[], versionIds?: readonly string[]): PackedEntries {
  const malformed = new Map<number, string>()
  const pairs = versionIds?.map((versionId, index) => {
    const seq = versionId === NULL_VERSION ? NULL_SEQ : seqOfVersionId(versionId)
    if (seq === undefined) malformed.set(index, versionId)
    return [keys[index], seq ?? MALFORMED_SEQ]
  })
  const json = JSON.stringify(pairs ?? keys)
  const { first, last, ascending } = rangeOf(keys, json)
  const distinctKeys = ascending || new Set(keys).size === keys.length
  const distinct = distinctKeys || (pairs !== undefined && new Set(pairs.map(String)).size === keys.length)
  return { json, versioned: pairs !== undefined, size: keys.length, malformed, distinct, distinctKeys, first, last }
}

/** Only characters beyond U+FFFF make JavaScript's order another one than that of UTF-8. */
const SURROGATES = /[\ud800-\udfff]/

function rangeOf(keys: readonly string[], json: string) {
  const isAfter = SURROGATES.test(json) ? (a: string, b: string) => compareKeys(a, b) > 0 : undefined
  let first = keys[0] ?? ''
  let last = first
  let ascending = true
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index] ?? ''
    if (isAfter === undefined ? key > last : isAfter(key, last)) {
      last = key
      continue
    }
    ascending = false
    if (isAfter === undefined ? key < first : isAfter(first, key)) first = key
  }
  return { first, last, ascending }
}

/** The entries' keys and version ids, for work that goes one by one. */
export function namedEntries({ json, versioned, malformed }: PackedEntries): readonly NamedEntry[] {
  if (!versioned) return (JSON.parse(json) as string[]).map((key) => ({ key, versionId: undefined }))
  return (JSON.parse(json) as [string, number][]).map(([key, seq], index) => ({
    key,
    versionId: malformed.get(index) ?? (seq === NULL_SEQ ? NULL_VERSION : versionIdOf(seq)),
  }))
}

export interface NamedEntry {
  readonly key: string
  readonly versionId: string | undefined
}

/** SQL that gives the version id (row) of the entry `j` of `json_each(@entries)`; NULL when there is none. */
export function versionOfEntry(versioned: boolean, bucket = '@bucket'): string {
  return versioned
    ? `(CASE WHEN j.value ->> 1 = ${NULL_SEQ}
        THEN (SELECT id FROM version WHERE bucket_id = ${bucket} AND key = j.value ->> 0 AND named = 0 ORDER BY seq LIMIT 1)
        ELSE (SELECT id FROM version WHERE bucket_id = ${bucket} AND key = j.value ->> 0 AND seq = j.value ->> 1 AND named = 1)
        END)`
    : `(SELECT id FROM version WHERE bucket_id = ${bucket} AND key = j.value ORDER BY seq LIMIT 1)`
}
