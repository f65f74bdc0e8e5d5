/** S3 Control: route → caller and account → body → decode → validate → handler → encode. */
import type { IncomingHttpHeaders } from 'node:http'
import { S3Error } from '../../db/model/s3-error.ts'
import type { Caller } from '../caller.ts'
import type { Config } from '../config.ts'
import type { ControlApiPorts } from '../control-api/handler.ts'
import { refuseViolations } from '../control-api/refuse-violations.ts'
import { controlHandler } from '../control-api/registry.ts'
import { ServiceError } from '../control-api/service-error.ts'
import { encodeResponse } from '../protocol/encode/encode-response.ts'
import { headerValue } from '../protocol/headers.ts'
import type { OperationModel } from '../protocol/model.ts'
import { parseQuery } from '../protocol/query.ts'
import { routeControl } from '../protocol/route/route-control.ts'
import { validate } from '../protocol/validate.ts'
import { checkPayload } from './body/check-payload.ts'
import { planPayload } from './body/payload-plan.ts'
import { contentLengthOf } from './body/request-headers.ts'
import type { BrowserGuard } from './browser-guard.ts'
import { decodeAnySize } from './document/decode-large.ts'
import type { Exchange, ExchangeNotes } from './exchange.ts'
import { actingFor, type Identify, type Identity } from './identify.ts'
import type { WireReply } from './reply.ts'
import { readWhole } from './request-body.ts'

export interface ControlFrontParts {
  readonly config: Config
  readonly identify: Identify
  readonly guard: BrowserGuard
  /** The ports as they are now, for the time of the exchange; waits while the server is being reset. */
  readonly ports: (exchange: Exchange) => Promise<ControlApiPorts> | ControlApiPorts
}

export type Answer = (exchange: Exchange, notes: ExchangeNotes) => Promise<WireReply>

export function createControlFront({ config, identify, guard, ports }: ControlFrontParts): Answer {
  return async (exchange, notes) => {
    const { request, target } = exchange
    const route = routeControl(request.method ?? '', target.controlPath)
    if (route.kind === 'unknown') throw unknownOperation(exchange)
    const { operation, labels } = route
    notes.operation = operation.name
    // choice: S3 Control has no CORS, so that on AWS no page can ask it. Here the console's page may, and no other.
    if (isOfPage(request.headers) && guard(request.method ?? '', request.headers) !== undefined) {
      throw new ServiceError('AccessDenied', 'Access Denied')
    }
    const identity = identify(exchange)
    const caller = callerOf(exchange, identity, operation, config)
    notes.account = caller.account
    const handler = controlHandler(operation.name)
    if (handler === undefined) throw notImplemented(operation)
    const body = await readBody(exchange, identity, config)
    const wire = { labels, query: parseQuery(target.query), headers: request.headers, body }
    const input = await decodeAnySize(operation, wire, target.query)
    refuseViolations(operation, validate(operation, input))
    const output = await handler(await ports(exchange), { operation, input, caller, requestId: exchange.requestId })
    return encodeResponse(operation, output)
  }
}

function isOfPage(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined
}

/** The account: header, else host, else the key's own. */
function callerOf(
  { request, target }: Exchange,
  { caller, keyAccount }: Identity,
  operation: OperationModel,
  config: Config,
): Caller {
  const named = headerValue(request.headers, 'x-amz-account-id')
  const account = named ?? target.hostAccount ?? keyAccount
  const needsHeader = operation.input.members.some(({ wireName }) => wireName === 'x-amz-account-id')
  if (account === undefined && needsHeader) throw missingAccount(operation)
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw new ServiceError(
      'InvalidRequest',
      `x-amz-account-id must be an account of 12 digits, and "${account}" is not.`,
    )
  }
  if (config.auth === 'sigv4' && (caller.anonymous || (account !== undefined && account !== caller.account))) {
    throw new ServiceError('AccessDenied', 'Access Denied')
  }
  return actingFor(caller, account ?? caller.account, config)
}

async function readBody(exchange: Exchange, { chunkVerifier }: Identity, config: Config): Promise<Uint8Array> {
  const { headers } = exchange.request
  const bytes = await readWhole(exchange, config.maxXmlBytes)
  if (bytes.length === 0) return bytes
  const plan = planPayload(headers, contentLengthOf(headers), { lengthOptional: true, maxBytes: config.maxXmlBytes })
  return (await checkPayload(bytes, plan, chunkVerifier)).bytes
}

function missingAccount(operation: OperationModel): ServiceError {
  return new ServiceError(
    'InvalidRequest',
    `${operation.name} does not say for which account: send the header x-amz-account-id with 12 digits, put them before the host name ({AccountId}.localhost), or use them as the access key.`,
  )
}

function notImplemented(operation: OperationModel): ServiceError {
  return new ServiceError('NotImplemented', `${operation.name} is not implemented by s3control-local.`)
}

/** A path that other methods know is a wrong method; any other is an operation nobody knows. */
function unknownOperation({ request, target }: Exchange): ServiceError | S3Error {
  const known = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'].some(
    (method) => routeControl(method, target.controlPath).kind === 'operation',
  )
  if (known) return new S3Error('MethodNotAllowed')
  return new ServiceError(
    'NotImplemented',
    `S3 Control has no operation ${request.method ?? ''} ${target.controlPath}.`,
  )
}
