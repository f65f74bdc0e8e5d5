import { all, one } from '../../sqlite/statement.ts'
import type { Effect, EffectStore } from '../effect-store.ts'
import type { ReadView } from './reads/read-view.ts'
import type { WriteLink } from './writer/write-link.ts'

const DUE =
  'SELECT id, kind, due_ms AS dueMs, body FROM effect WHERE kind = ? AND due_ms <= ? ORDER BY due_ms, id LIMIT ?'
const NEXT = 'SELECT min(due_ms) AS dueMs FROM effect WHERE kind = ? AND due_ms > ?'

type StoredEffect = Omit<Effect, 'body'> & { readonly body: string }

export function localEffects(view: ReadView, link: WriteLink): EffectStore {
  return {
    async due(kinds, nowMs, limit) {
      const rows = kinds.flatMap((kind) => all<StoredEffect>(view.now(), DUE, kind, nowMs, limit))
      const first = rows.sort((left, right) => left.dueMs - right.dueMs || left.id - right.id).slice(0, limit)
      return first.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }) as Effect)
    },
    async nextDue(kinds, afterMs) {
      const moments = kinds.map(
        (kind) => one<{ dueMs: number | null }>(view.now(), NEXT, kind, afterMs)?.dueMs ?? Infinity,
      )
      const next = Math.min(...moments)
      return next === Infinity ? undefined : next
    },
    settle: (done) => link.call('settleEffects', { done }),
    replicate: (effects) => link.call('replicate', { effects }),
  }
}
