import { compareKeys } from '../reads/scan-keys.ts'
import { SHARED_WORDS } from './shared-words.ts'

/**
 * Which keys had versions made or removed lately. A thread that has looked versions up by itself tells the writer how
 * many notes there were before; when none of the later ones is about these keys, what it found is still right.
 *
 * Whoever inserts into `version` or deletes from it must leave a note (`test/db/objects/local/version-log.test.ts`).
 */
export interface VersionLog {
  /** Versions were made or removed in a range of keys of a bucket; one key unless told. */
  note(bucketId: number, first: string, last?: string): void
  /** True when nothing was made or removed between these keys since there were so many notes. */
  quietSince(notes: number, bucketId: number, first: string, last: string): boolean
  /** Tells the other threads what is committed; to be called between a commit and its answers. */
  publish(bucketsToo: boolean): void
}

interface Note {
  readonly bucketId: number
  readonly first: string
  readonly last: string
}

/** Notes that are remembered; of earlier ones it is only known that there were some. */
const REMEMBERED = 4_096

export function createVersionLog(signal: SharedArrayBuffer): VersionLog {
  const words = new Int32Array(signal)
  const ring: Note[] = []
  // Counts modulo 2^32, on from where the writer before this one stopped.
  let count = Atomics.load(words, SHARED_WORDS.notes) >>> 0
  let known = 0
  return {
    note(bucketId, first, last = first) {
      ring[count % REMEMBERED] = { bucketId, first, last }
      count = (count + 1) >>> 0
      known = Math.min(known + 1, REMEMBERED)
    },
    quietSince(notes, bucketId, first, last) {
      const later = (count - notes) >>> 0
      if (later > known) return false
      for (let back = 1; back <= later; back++) {
        const note = ring[((count - back) >>> 0) % REMEMBERED]
        if (note === undefined) return false
        if (note.bucketId === bucketId && overlap(note, first, last)) return false
      }
      return true
    },
    publish(bucketsToo) {
      // In this order: whoever sees the notes, or that buckets have changed, must not go on with a snapshot from before the commit.
      Atomics.add(words, SHARED_WORDS.commits, 1)
      Atomics.store(words, SHARED_WORDS.notes, count | 0)
      if (bucketsToo) Atomics.add(words, SHARED_WORDS.buckets, 1)
    },
  }
}

function overlap(note: Note, first: string, last: string): boolean {
  return compareKeys(note.first, last) <= 0 && compareKeys(note.last, first) >= 0
}

/** How many notes are committed; to be asked before the look-up. */
export function committedNotes(signal: SharedArrayBuffer): number {
  return Atomics.load(new Int32Array(signal), SHARED_WORDS.notes) >>> 0
}
