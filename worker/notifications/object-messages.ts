import { EVENT_BRIDGE, fitsKey } from '../../db/model/notification-rules.ts'
import type { ObjectEvents } from '../../db/model/object-event.ts'
import { eventBridgeEvent } from './event-bridge.ts'
import type { Message } from './message.ts'
import { s3Records } from './s3-record.ts'

/** A message for each object and destination, in the order of the objects. */
export function* objectMessages(events: ObjectEvents): Generator<Message> {
  for (const [index, [key]] of events.objects.entries()) {
    for (const rule of events.rules) {
      if (!fitsKey(rule, key)) continue
      const payload = rule.target === EVENT_BRIDGE ? eventBridgeEvent(events, index) : s3Records(events, rule, index)
      yield { target: rule.target, payload }
    }
  }
}
