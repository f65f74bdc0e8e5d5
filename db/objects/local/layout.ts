import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { flushFolderNow } from '../../files/flush.ts'

/** Where a local store keeps its files, all below one folder. Names of blob files are random: no key reaches a path. */
export interface StoreLayout {
  readonly folder: string
  readonly database: string
  readonly blobs: string
  /** Bodies on their way in; emptied at start. */
  readonly incoming: string
}

export function storeLayout(folder: string): StoreLayout {
  return {
    folder,
    database: join(folder, 'objects.db'),
    blobs: join(folder, 'blobs'),
    incoming: join(folder, 'incoming'),
  }
}

/**
 * Makes what is missing, and empties the incoming folder: what lies there belongs to nobody any more. With `flush` the
 * folders of blobs are made and flushed at once, so that a blob never lies in one that a loss of power takes away.
 */
export function makeFolders(layout: StoreLayout, { flush }: { readonly flush: boolean }): void {
  rmSync(layout.incoming, { recursive: true, force: true })
  for (const folder of [layout.blobs, layout.incoming]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!flush) return
  for (let number = 0; number < 256; number++) {
    mkdirSync(join(layout.blobs, number.toString(16).padStart(2, '0')), { recursive: true })
  }
  for (const folder of [layout.blobs, layout.folder]) flushFolderNow(folder)
}

/** The path of a blob's file; 256 folders keep each of them small. */
export function blobPath(layout: StoreLayout, file: string): string {
  return join(layout.blobs, file.slice(0, 2), file)
}

export function incomingPath(layout: StoreLayout, file: string): string {
  return join(layout.incoming, file)
}
