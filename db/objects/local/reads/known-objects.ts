import type { Bucket, ObjectVersion } from '../../../model/object.ts'
import type { Body } from '../../object-reads.ts'
import { INLINE_BYTES } from '../bodies/stage-body.ts'
import { SHARED_WORDS } from '../writer/shared-words.ts'
import { createDoorkeeper } from './doorkeeper.ts'

/**
 * Current versions and their small bodies, remembered until anything at all is committed: who reads, often reads the same
 * again, and seldom while somebody writes. Bodies in files are not among them, since each read looks whether they are whole.
 * Nor is what has come by once: the garbage collector would have more to do with all of it than there is to save.
 */
export interface KnownObjects {
  /** What `find` finds under a key, or found. What it throws is not remembered. */
  current<Found extends ObjectVersion | undefined>(
    bucket: Bucket,
    key: string,
    find: () => Found,
  ): Found | ObjectVersion
  /** The whole body of a blob as `open` opens it, or opened it. */
  body(blob: number, open: () => Body): Body
}

/** For threads that come by each object once. */
export const nothingKnown: KnownObjects = { current: (_bucket, _key, find) => find(), body: (_blob, open) => open() }

/** Beyond these the memory begins anew. */
const MOST_VERSIONS = 4_096
const MOST_BODIES = 4_096
const MOST_BODY_BYTES = 4 * 1_048_576

export function createKnownObjects(signal: SharedArrayBuffer): KnownObjects {
  const words = new Int32Array(signal)
  const versions = new Map<number, Map<string, ObjectVersion>>()
  const bodies = new Map<number, Body>()
  const [versionsSeen, bodiesSeen] = [createDoorkeeper(), createDoorkeeper()]
  let commits = 0
  let versionCount = 0
  let bodyBytes = 0
  const forget = (): void => {
    versions.clear()
    bodies.clear()
    versionCount = 0
    bodyBytes = 0
  }
  const catchUp = (): void => {
    // Counted before the look-up: what is found may be newer than that, never older.
    const now = Atomics.load(words, SHARED_WORDS.commits)
    if (now === commits) return
    commits = now
    forget()
  }
  const remember = (bucket: number, key: string, version: ObjectVersion): void => {
    if (versionCount >= MOST_VERSIONS) forget()
    const ofBucket = versions.get(bucket)
    if (ofBucket === undefined) versions.set(bucket, new Map([[key, version]]))
    else ofBucket.set(key, version)
    versionCount += 1
  }
  return {
    current(bucket, key, find) {
      catchUp()
      const known = versions.get(bucket.id)?.get(key)
      if (known !== undefined) return known
      const found = find()
      if (found !== undefined && versionsSeen.comesAgain(found.id)) remember(bucket.id, key, found)
      return found
    },
    body(blob, open) {
      catchUp()
      const known = bodies.get(blob)
      if (known !== undefined) return known
      const body = open()
      if (body.kind !== 'bytes' || body.bytes.byteLength > INLINE_BYTES || !bodiesSeen.comesAgain(blob)) return body
      if (bodyBytes >= MOST_BODY_BYTES || bodies.size >= MOST_BODIES) forget()
      bodies.set(blob, body)
      bodyBytes += body.bytes.byteLength
      return body
    },
  }
}
