/**
 * Where snapshots lie: a folder each, called by a number. What a client has called it stands in its record, which is
 * written last; a folder gets its lasting name when it is whole and loses it before it is taken apart, so that whatever a
 * process that died has left half done is told by its name (`server/data-folder.ts` removes it at the start).
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { flushFileNow, flushFolderNow } from '../../../db/files/flush.ts'
import { removeFolder } from '../../../db/files/remove-folder.ts'
import type { Snapshot } from '../../emulator-api/snapshots/snapshots.ts'

export interface KeptSnapshot {
  readonly folder: string
  readonly record: Snapshot
}

export interface Shelf {
  /** In the order they were put there. */
  readonly list: () => readonly KeptSnapshot[]
  /** An empty folder for the next one. */
  readonly begin: () => string
  /** What lies in the folder is a snapshot from now on. */
  readonly finish: (begun: string, record: Snapshot) => void
  readonly discard: (begun: string) => void
  readonly remove: (kept: KeptSnapshot) => void
}

const KEPT = /^snapshot-(\d{1,9})$/
const RECORD = 'record.json'

export function openShelf(root: string, { flush }: { readonly flush: boolean }): Shelf {
  mkdirSync(root, { recursive: true, mode: 0o700 })
  const numbers = (): readonly number[] =>
    readdirSync(root)
      .flatMap((name) => KEPT.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((left, right) => left - right)
  const folderOf = (number: number): string => join(root, `snapshot-${number}`)
  const rename = (from: string, to: string): void => {
    renameSync(from, to)
    if (flush) flushFolderNow(root)
  }
  return {
    list: () =>
      numbers().map((number) => {
        const folder = folderOf(number)
        return { folder, record: JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as Snapshot }
      }),
    begin() {
      const folder = `${folderOf((numbers().at(-1) ?? 0) + 1)}.part`
      removeFolder(folder)
      mkdirSync(folder, { mode: 0o700 })
      return folder
    },
    finish(begun, record) {
      const file = join(begun, RECORD)
      writeFileSync(file, JSON.stringify(record))
      if (flush) {
        flushFileNow(file)
        flushFolderNow(begun)
      }
      rename(begun, begun.replace(/\.part$/, ''))
    },
    discard: removeFolder,
    remove({ folder }) {
      const going = `${folder}.part`
      rename(folder, going)
      removeFolder(going)
    },
  }
}
