import { all, run } from '../../../sqlite/statement.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** Takes an upload off the record; what becomes of each part's body is the caller's. */
export function dropUpload(context: WriteContext, id: string, body: (blob: number | null) => void): void {
  for (const { blob } of all<{ blob: number | null }>(context.db, 'SELECT blob FROM part WHERE upload = ?', id))
    body(blob)
  run(context.db, 'DELETE FROM part WHERE upload = ?', id)
  run(context.db, 'DELETE FROM upload WHERE id = ?', id)
}
