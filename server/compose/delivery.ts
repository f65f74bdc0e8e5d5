import { createDelivery, type Delivery } from '../../worker/notifications/delivery.ts'
import type { EventStream } from '../../worker/notifications/event-stream.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'

/** Where notifications go: to the emulator's own stream, and to the targets that were named at the start. */
export function openDelivery({ notificationTargets }: Config, log: Log, stream: EventStream): Delivery {
  return createDelivery({
    stream,
    targets: new Map(notificationTargets.map(({ target, url }) => [target, url])),
    onFailure: (target, error) => log.fault('notification', { target }, error),
  })
}
