import type { ObjectEvents } from '../../db/model/object-event.ts'
import type { Effect } from '../../db/objects/effect-store.ts'
import type { ObjectStore } from '../../db/objects/object-store.ts'
import type { Delivery } from '../notifications/delivery.ts'
import { objectMessages } from '../notifications/object-messages.ts'
import { testEvents } from '../notifications/test-event.ts'
import type { EffectLane } from './lane.ts'
import { stillRestored } from './still-restored.ts'

/** Effects of one object each; of a job five hundred, whose messages all lie in memory. */
const NOTICES_AT_ONCE = 8
const REPLICATIONS_AT_ONCE = 16

/** Telling others what happened. */
export function notificationLane(store: Pick<ObjectStore, 'reads'>, delivery: Delivery): EffectLane {
  return {
    kinds: ['notify', 'testEvent'],
    window: NOTICES_AT_ONCE,
    outside: true,
    async carryOut(effects) {
      await Promise.all(effects.map((effect) => tell(effect, store, delivery)))
      return effects.map(({ id }) => id)
    },
  }
}

async function tell(effect: Effect, store: Pick<ObjectStore, 'reads'>, delivery: Delivery): Promise<void> {
  if (effect.kind === 'testEvent') await delivery.deliver(testEvents(effect.body, effect.dueMs))
  if (effect.kind === 'notify') await delivery.deliver(objectMessages(await truthOf(effect.body, store)))
}

/** What was foreseen when a restore began is told only of those for which it came true. */
async function truthOf(events: ObjectEvents, store: Pick<ObjectStore, 'reads'>): Promise<ObjectEvents> {
  return events.restore === undefined ? events : stillRestored(events, store)
}

/** Replication; the store takes it off the record itself, in the transaction that does it. */
export function replicationLane(store: () => Pick<ObjectStore, 'effects'>): EffectLane {
  return {
    kinds: ['replicate', 'replicateExisting'],
    window: REPLICATIONS_AT_ONCE,
    outside: false,
    async carryOut(effects) {
      await store().effects.replicate(effects.map(({ id }) => id))
      return []
    },
  }
}

/** Configurations that act by the clock. */
export function scheduleLane(changed: (kind: 'lifecycle' | 'inventory', bucket: string) => void): EffectLane {
  return {
    kinds: ['schedule'],
    window: 100,
    outside: false,
    async carryOut(effects) {
      for (const effect of effects) if (effect.kind === 'schedule') changed(effect.body.kind, effect.body.bucket)
      return effects.map(({ id }) => id)
    },
  }
}
