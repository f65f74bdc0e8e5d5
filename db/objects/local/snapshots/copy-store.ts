import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { flushFolderNow } from '../../../files/flush.ts'
import { secondName } from '../../../files/second-name.ts'
import { copyDatabase } from '../../../sqlite/copy-database.ts'
import { type Database, openDatabase } from '../../../sqlite/open.ts'
import { all, one } from '../../../sqlite/statement.ts'
import { blobPath, storeLayout } from '../layout.ts'

/** What there is in a store. */
export interface StoreFigures {
  readonly buckets: number
  /** All versions of them, but for delete markers. */
  readonly objects: number
  readonly uploads: number
  /** Of the database and of the bodies in files, which the copy shares with the store. */
  readonly bytes: number
}

/**
 * Makes a second store of one that nobody writes to: its database is copied, the bodies in files get second names, as
 * those never change.
 * @param flush whether the names are on the disk when this resolves
 * @throws S3Error `InsufficientStorage`
 */
export async function copyStore(
  from: string,
  to: string,
  { flush }: { readonly flush: boolean },
): Promise<StoreFigures> {
  const [source, target] = [storeLayout(from), storeLayout(to)]
  await copyDatabase(source.database, target.database)
  mkdirSync(target.blobs, { mode: 0o700 })
  const folders = new Set<string>()
  const db = openDatabase({ file: target.database })
  try {
    let { size: bytes } = statSync(target.database)
    for (let page = filesAfter(db, ''); page.length > 0; page = filesAfter(db, page.at(-1)?.file ?? '')) {
      for (const { file, size } of page) {
        const path = blobPath(target, file)
        if (!folders.has(dirname(path))) mkdirSync(dirname(path), { mode: 0o700 })
        folders.add(dirname(path))
        // One that is missing is missed by whoever reads it; the rest is worth keeping.
        secondName(blobPath(source, file), path)
        bytes += size
      }
      await setImmediate()
    }
    if (flush) for (const folder of [...folders, target.blobs, to]) flushFolderNow(folder)
    return { ...(one<Omit<StoreFigures, 'bytes'>>(db, FIGURES) ?? NONE), bytes }
  } finally {
    db.close()
  }
}

interface BodyFile {
  readonly file: string
  readonly size: number
}

/** The next ones in the order of their names. */
function filesAfter(db: Database, name: string): readonly BodyFile[] {
  return all(db, 'SELECT file, size FROM blob WHERE file IS NOT NULL AND file > ? ORDER BY file LIMIT 500', name)
}

const FIGURES = `SELECT (SELECT count(*) FROM bucket) AS buckets, (SELECT count(*) FROM version WHERE marker = 0) AS objects,
  (SELECT count(*) FROM upload) AS uploads`
const NONE = { buckets: 0, objects: 0, uploads: 0 }
