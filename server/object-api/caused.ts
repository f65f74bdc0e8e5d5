import type { ObjectApiPorts, ObjectHandler, ObjectRequest } from './handler.ts'

/** Handlers whose writes are on record as this request's doing: events tell who and what caused them. */
export function caused<Handlers extends object>(handlers: Handlers): Handlers {
  const entries = Object.entries(handlers as Readonly<Record<string, ObjectHandler>>)
  return Object.fromEntries(entries.map(([name, handler]) => [name, recorded(handler)])) as Handlers
}

function recorded(handler: ObjectHandler): ObjectHandler {
  return (ports, request) => {
    const { method } = request.operation
    if (method === 'GET' || method === 'HEAD') return handler(ports, request)
    return handler({ ...ports, store: ports.store.causedBy(causeOf(request)) }, request)
  }
}

function causeOf({
  operation,
  caller,
  remoteAddress,
  requestId,
  hostId,
}: ObjectRequest): Parameters<ObjectApiPorts['store']['causedBy']>[0] {
  return {
    operation: operation.name,
    account: caller.anonymous ? undefined : caller.account,
    // An address of version 4 comes in the form of version 6 where the socket listens for both.
    sourceIp: remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1',
    requestId,
    hostId: hostId ?? '',
  }
}
