import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { flushFolderNow } from '../files/flush.ts'
import { secondName } from '../files/second-name.ts'
import { copyDatabase } from '../sqlite/copy-database.ts'
import { openDatabase } from '../sqlite/open.ts'
import { one } from '../sqlite/statement.ts'

export interface JobFigures {
  readonly jobs: number
  /** Of the database. */
  readonly bytes: number
}

/**
 * Copies the jobs of a data folder that no scheduler works on, and what they have in their work folders: those files are
 * replaced, never written over.
 * @throws S3Error `InsufficientStorage`
 */
export async function copyJobs(from: string, to: string, { flush }: { readonly flush: boolean }): Promise<JobFigures> {
  const file = join(to, 'jobs.db')
  await copyDatabase(join(from, 'jobs.db'), file)
  copyFolder(join(from, 'work'), join(to, 'work'), flush)
  const db = openDatabase({ file })
  try {
    return {
      jobs: one<{ jobs: number }>(db, 'SELECT count(*) AS jobs FROM job')?.jobs ?? 0,
      bytes: statSync(file).size,
    }
  } finally {
    db.close()
  }
}

function copyFolder(from: string, to: string, flush: boolean): void {
  mkdirSync(to, { mode: 0o700 })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyFolder(source, target, flush)
    else secondName(source, target)
  }
  if (flush) flushFolderNow(to)
}
