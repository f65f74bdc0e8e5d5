import type { Chunk } from '../../receipt-store.ts'
import type { PackedEntries } from '../changes/entry-set.ts'

/** A chunk on its way to the writer. */
export interface PackedChunk extends Omit<Chunk, 'keys' | 'versionIds'> {
  readonly entries: PackedEntries
}
