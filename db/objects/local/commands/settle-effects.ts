import { run } from '../../../sqlite/statement.ts'
import type { PostponedEffect } from '../../effect-store.ts'
import type { WriteContext } from '../writer/write-context.ts'

export interface SettleEffects {
  readonly done: readonly number[]
  readonly postponed: readonly PostponedEffect[]
}

/** What has been carried out goes off the record; what has not comes again later. */
export function settleEffects({ db }: WriteContext, { done, postponed }: SettleEffects): void {
  run(db, 'DELETE FROM effect WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(done))
  for (const { id, dueMs, body } of postponed) {
    run(db, 'UPDATE effect SET due_ms = ?, body = ? WHERE id = ?', dueMs, JSON.stringify(body), id)
  }
}
