import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { all } from '../../../sqlite/statement.ts'
import type { WriteContext } from '../writer/write-context.ts'

export interface SweepFolder {
  /** One of the folders below the blobs: two hex digits. */
  readonly folder: string
  /** Files that are newer may belong to writes under way. Milliseconds since the epoch, of the machine's clock. */
  readonly olderThanMs: number
}

export interface SweptFolder {
  /** How many files went. */
  readonly removed: number
  /** Files that a record names and that are not there. */
  readonly missing: readonly string[]
}

/** Removes blob files that no record names: what a process that died between file and commit left. */
export function sweepFolder(context: WriteContext, { folder, olderThanMs }: SweepFolder): SweptFolder {
  const path = join(context.layout.blobs, folder)
  const files = all<{ file: string }>(
    context.db,
    'SELECT file FROM blob WHERE file IS NOT NULL AND file >= ? AND file < ?',
    folder,
    `${folder}g`,
  )
  const known = new Set(files.map(({ file }) => file))
  const present = readdirSync(path)
  const orphans = present.filter((name) => !known.has(name) && statSync(join(path, name)).ctimeMs < olderThanMs)
  for (const name of orphans) context.release(name)
  const there = new Set(present)
  return { removed: orphans.length, missing: files.map(({ file }) => file).filter((name) => !there.has(name)) }
}
