import { S3Error } from '../../../db/model/s3-error.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectRequest } from '../handler.ts'
import { allowingRule, crossOriginHeaders } from './cors-rule.ts'
import { corsRules } from './preflight.ts'

/** Handlers whose answers, refusals included, tell browsers of other origins that they may read them. */
export function crossOrigin<Handlers extends object>(handlers: Handlers): Handlers {
  const entries = Object.entries(handlers as Readonly<Record<string, ObjectHandler>>)
  return Object.fromEntries(entries.map(([name, handler]) => [name, shared(handler)])) as Handlers
}

function shared(handler: ObjectHandler): ObjectHandler {
  const withHeaders: ObjectHandler = async (ports, request) => {
    const headers = await headersFor(ports, request)
    try {
      const reply = await handler(ports, request)
      return { ...reply, headers: { ...headers, ...reply.headers } }
    } catch (error) {
      if (!(error instanceof S3Error)) throw error
      const { code, message, detail } = error
      throw new S3Error(code, { message, detail, headers: { ...headers, ...error.headers } })
    }
  }
  return (ports, request) => {
    const asks = request.headers['origin'] !== undefined && request.operation.method !== 'OPTIONS'
    return asks && request.bucket !== undefined ? withHeaders(ports, request) : handler(ports, request)
  }
}

async function headersFor(
  ports: ObjectApiPorts,
  { headers, bucket = '', operation }: ObjectRequest,
): Promise<Readonly<Record<string, string>>> {
  const rules = await corsRules(ports, bucket)
  // Who names a method asks for that one, as in a preflight.
  const method = String(headers['access-control-request-method'] ?? operation.method)
  const asked = { origin: String(headers['origin']), method, headers: [] }
  const rule = rules === undefined ? undefined : allowingRule(rules, asked)
  return rule === undefined ? {} : crossOriginHeaders(rule, asked)
}
