import { decodeKeys } from './key-text.ts'
import { textOf } from './latin1.ts'
import { type LineBlock, plainBlocks } from './line-blocks.ts'
import { parseRows } from './parse-rows.ts'
import type { ManifestChunk, ManifestField, ManifestSlice } from './slice-plan.ts'

export interface ReadSliceOptions {
  /** Most entries in a chunk; 500 unless told. */
  readonly maximumRows?: number
  /** Where to go on after a crash: the recorded `to` of the last chunk done, and the number of rows before it. */
  readonly start?: { readonly offset: number; readonly row: number }
}

/** The entries of a slice in chunks that name one bucket each. `fields` are the plan's. */
export function* readSlice(
  slice: ManifestSlice,
  fields: readonly ManifestField[],
  options: ReadSliceOptions = {},
): Generator<ManifestChunk> {
  const maximumRows = options.maximumRows ?? 500
  let row = options.start?.row ?? 0
  for (const block of plainBlocks(slice.file, options.start?.offset ?? slice.from, slice.to)) {
    for (const chunk of chunksOf(block, fields, maximumRows, row)) {
      yield chunk
      row += chunk.keys.length
    }
  }
}

function* chunksOf(
  block: LineBlock,
  fields: readonly ManifestField[],
  maximumRows: number,
  firstRow: number,
): Generator<ManifestChunk> {
  const { runs, rawKeys, versionIds, ends } = parseRows(block, fields)
  const keys = decodeKeys(rawKeys, block.ascii)
  let from = block.from
  for (const [index, run] of runs.entries()) {
    const runEnd = runs[index + 1]?.first ?? rawKeys.length
    // Chunks of about one size: a small rest costs a statement and a message like a whole chunk.
    const rows = runEnd - run.first
    const size = Math.ceil(rows / Math.ceil(rows / maximumRows))
    for (let first = run.first; first < runEnd; first += size) {
      const end = Math.min(first + size, runEnd)
      const to = Math.min(block.from + (ends[end - 1] ?? 0), block.to)
      yield {
        from,
        to,
        firstRow: firstRow + first,
        bucket: textOf(run.bucket),
        keys: keys.slice(first, end),
        versionIds: versionIds?.slice(first, end),
        rawKeys: () => rawKeys.slice(first, end).map(textOf),
      }
      from = to
    }
  }
}
