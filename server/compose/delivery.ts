import type { FunctionInvoker } from '../../worker/functions/invocation.ts'
import { createDelivery, type Delivery } from '../../worker/notifications/delivery.ts'
import type { EventStream } from '../../worker/notifications/event-stream.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'

/** Where notifications go: to the emulator's own stream, to functions, and to the targets that were named at the start. */
export function openDelivery(
  { notificationTargets, ...config }: Config,
  log: Log,
  stream: EventStream,
  functions: FunctionInvoker,
): Delivery {
  const hasFunctions = config.functions !== undefined || config.lambdaEndpoints.length > 0
  return createDelivery({
    stream,
    functions: hasFunctions ? functions : undefined,
    targets: new Map(notificationTargets.map(({ target, url }) => [target, url])),
    onFailure: (target, error) => log.fault('notification', { target }, error),
  })
}
