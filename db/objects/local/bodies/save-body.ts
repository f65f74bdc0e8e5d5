import { link, writeFile } from 'node:fs/promises'
import type { ObjectVersion } from '../../../model/object.ts'
import type { Database } from '../../../sqlite/open.ts'
import { blobPath, type StoreLayout } from '../layout.ts'
import { findBlob } from '../rows/blob-rows.ts'
import { checkBlob } from './blob-reader.ts'
import { openBody } from './open-body.ts'

/**
 * A body as a file of its own: a second name of its blob's file where it has one, else a copy.
 * @throws DamagedFile
 */
export async function saveBody(db: Database, layout: StoreLayout, object: ObjectVersion, path: string): Promise<void> {
  if (object.blob === undefined || object.size === 0) return writeFile(path, '')
  const blob = findBlob(db, object.blob)
  if (blob?.file !== undefined && blob.file !== null && (await linked(blobPath(layout, blob.file), path))) {
    return checkBlob(layout, blob.file, blob.size)
  }
  const body = openBody(db, layout, object.blob, { start: 0, end: object.size - 1 })
  await writeFile(path, body.kind === 'bytes' ? body.bytes : body.stream)
}

/** File systems without hard links get a copy. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch {
    return false
  }
}
