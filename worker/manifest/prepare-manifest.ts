import { join } from 'node:path'
import { invalidManifest, missingSchemaFields } from './invalid-manifest.ts'
import { gzipBlocks, plainBlocks } from './line-blocks.ts'
import { ManifestRows } from './manifest-rows.ts'
import { hasTaskFileColumns } from './parse-rows.ts'
import { SliceCutter, type SliceRows } from './slice-cutter.ts'
import type { ManifestField, SlicePlan } from './slice-plan.ts'
import { TaskFile, windowRows } from './task-file.ts'

export interface ManifestInput {
  readonly files: readonly { readonly path: string; readonly gzip: boolean }[]
  readonly fields: readonly ManifestField[]
  /** Where a task file may be written (`tasks.csv`); it must outlive the job. */
  readonly workFolder: string
  readonly sliceRows: SliceRows
  /** More rows than this fail the job. */
  readonly maximumRows?: number
  /** Asked between blocks of 256 KiB. */
  readonly cancelled?: () => boolean
}

/**
 * Reads a manifest once, checks every row, and cuts it into slices. A plain manifest with a task file's columns, no
 * quotes and good order is used where it lies; anything else is written anew, sorted in windows. Memory does not grow
 * with the manifest. Undefined when it was cancelled; throws `JobFailed` for what makes AWS fail the job.
 */
export async function prepareManifest(input: ManifestInput): Promise<SlicePlan | undefined> {
  const missing = (['Bucket', 'Key'] as const).filter((name) => !input.fields.includes(name))
  if (missing.length > 0) throw missingSchemaFields(missing)
  const used = usableWhereItLies(input) ? sliceWhereItLies(input) : 'unsuitable'
  const outcome = used === 'unsuitable' ? await sliceTaskFile(input) : used
  if (outcome === 'cancelled') return undefined
  // choice: a manifest without a row is no manifest (reference 5.2: the job fails with InvalidManifestContent).
  if (outcome.tasks === 0) throw invalidManifest('format')
  return outcome
}

function usableWhereItLies({ files, fields }: ManifestInput): boolean {
  return hasTaskFileColumns(fields) && files.every(({ gzip }) => !gzip)
}

function sliceWhereItLies(input: ManifestInput): SlicePlan | 'unsuitable' | 'cancelled' {
  const rows = rowsOf(input)
  const cutter = new SliceCutter(input.sliceRows)
  for (const { path } of input.files) {
    cutter.beginFile(path)
    for (const block of plainBlocks(path)) {
      if (input.cancelled?.() === true) return 'cancelled'
      const { ends, quoted } = rows.check(block)
      // As good as sorted windows: on average a sorted run is at least as long as a window.
      if (quoted || rows.descents > Math.floor(rows.rows / windowRows)) return 'unsuitable'
      cutter.addRows(ends.length, (row) => Math.min(block.from + (ends[row] ?? 0), block.to))
    }
  }
  cutter.endFile()
  return planOf(rows, cutter, input.fields)
}

async function sliceTaskFile(input: ManifestInput): Promise<SlicePlan | 'cancelled'> {
  const rows = rowsOf(input)
  const cutter = new SliceCutter(input.sliceRows)
  const file = new TaskFile(join(input.workFolder, 'tasks.csv'), cutter)
  try {
    for (const { path, gzip } of input.files) {
      for await (const block of gzip ? gzipBlocks(path) : plainBlocks(path)) {
        if (input.cancelled?.() === true) return 'cancelled'
        const { descents } = rows
        const checked = rows.check(block)
        file.add(checked, rows.descents === descents)
      }
    }
    file.end()
  } finally {
    file.abandon()
  }
  const columns: readonly ManifestField[] = ['Bucket', 'Key']
  return planOf(rows, cutter, input.fields.includes('VersionId') ? [...columns, 'VersionId'] : columns)
}

function rowsOf({ fields, maximumRows }: ManifestInput): ManifestRows {
  return new ManifestRows(fields, maximumRows ?? Number.POSITIVE_INFINITY)
}

function planOf(rows: ManifestRows, cutter: SliceCutter, fields: readonly ManifestField[]): SlicePlan {
  return { tasks: cutter.tasks, fields, slices: cutter.slices, singleBucket: rows.singleBucket }
}
