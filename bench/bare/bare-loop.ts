import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { databaseOf } from '../store/seed-store.ts'

const run = promisify(execFile)
let lastTagset = 1_000_000

/** Runs `row-loop.ts` on a store that no server has open. @returns rows a second */
export async function bareLoop(
  folder: string,
  rows: { readonly first: number; readonly count: number; readonly order: 'sorted' | 'shuffled' },
): Promise<number> {
  lastTagset += 1
  const args = [databaseOf(folder), rows.first, rows.count, rows.order, lastTagset].map(String)
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'row-loop.ts'), ...args])
  const { rows: done, seconds } = JSON.parse(stdout) as { rows: number; seconds: number }
  return done / seconds
}
