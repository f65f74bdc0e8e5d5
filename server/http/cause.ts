import type { Cause } from '../../db/model/object-event.ts'
import type { Caller } from '../caller.ts'
import type { OperationModel } from '../protocol/model.ts'
import type { Exchange } from './exchange.ts'

/** Who asked for a write, as events tell it. */
export function causeOf({ request, requestId, hostId }: Exchange, operation: OperationModel, caller: Caller): Cause {
  return {
    operation: operation.name,
    account: caller.anonymous ? undefined : caller.account,
    // An address of version 4 comes in the form of version 6 where the socket listens for both.
    sourceIp: request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '',
    requestId,
    hostId,
  }
}
