import type { EffectBodies, EffectKind } from '../../effect-store.ts'
import type { WriteContext } from '../writer/write-context.ts'

/** Puts on record what is to happen once the transaction is committed. */
export function addEffect<Kind extends EffectKind>(
  context: WriteContext,
  kind: Kind,
  body: EffectBodies[Kind],
  dueMs = context.clock.now(),
): void {
  context.addEffect(kind, dueMs, body)
}
