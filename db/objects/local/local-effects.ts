import { all, one } from '../../sqlite/statement.ts'
import type { Effect, EffectStore } from '../effect-store.ts'
import type { ReadView } from './reads/read-view.ts'
import type { WriteLink } from './writer/write-link.ts'

const DUE = 'SELECT id, kind, due_ms AS dueMs, body FROM effect WHERE due_ms <= ? ORDER BY due_ms, id LIMIT ?'
const NEXT = 'SELECT min(due_ms) AS dueMs FROM effect WHERE due_ms > ?'

export function localEffects(view: ReadView, link: WriteLink): EffectStore {
  return {
    async due(nowMs, limit) {
      const rows = all<Omit<Effect, 'body'> & { readonly body: string }>(view.now(), DUE, nowMs, limit)
      return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }) as Effect)
    },
    nextDue: async (afterMs) => one<{ dueMs: number | null }>(view.now(), NEXT, afterMs)?.dueMs ?? undefined,
    settle: (done, postponed) => link.call('settleEffects', { done, postponed }),
    replicate: (effects) => link.call('replicate', { effects }),
  }
}
