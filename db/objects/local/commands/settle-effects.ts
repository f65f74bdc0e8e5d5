import { run } from '../../../sqlite/statement.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** What has been carried out goes off the record. */
export function settleEffects({ db }: WriteContext, { done }: { readonly done: readonly number[] }): void {
  run(db, 'DELETE FROM effect WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(done))
}
