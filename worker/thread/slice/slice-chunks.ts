import { readSlice } from '../../manifest/read-slice.ts'
import type { ManifestChunk } from '../../manifest/slice-plan.ts'
import type { SliceInput } from './slice-work.ts'

/**
 * The chunks of a slice that its receipt does not have yet. A slice is always read from its beginning, so that its
 * chunks are cut at the same rows every time: a chunk is either on record as a whole or not at all.
 */
export function* sliceChunks({ slice, fields, done }: SliceInput, maximumRows: number): Generator<ManifestChunk> {
  for (const chunk of readSlice(slice, fields, { maximumRows })) {
    if (chunk.firstRow >= done.rows) yield chunk
  }
}
