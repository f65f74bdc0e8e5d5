/** Anything thrown → what the client is told. The one place where an exception becomes an HTTP answer. */
import { describeS3Error, S3Error } from '../../db/model/s3-error.ts'
import { ServiceError } from '../control-api/service-error.ts'
import { encodeError } from '../protocol/encode/encode-error.ts'
import type { Service } from '../protocol/model.ts'
import { ProtocolError } from '../protocol/protocol-error.ts'
import type { Exchange } from './exchange.ts'
import { InjectedError } from './injected.ts'
import type { WireReply } from './reply.ts'

export interface Failure {
  readonly status: number
  readonly code: string
  readonly message: string
  /** Extra elements of the error body. */
  readonly detail: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** True for what no layer meant to throw: it is logged with its cause. */
  readonly bug: boolean
}

export function failureOf(error: unknown, service: Service): Failure {
  if (error instanceof S3Error) return { ...pick(error), headers: error.headers, bug: false }
  if (error instanceof ServiceError) return { ...pick(error), headers: {}, bug: false }
  if (error instanceof InjectedError) {
    const { status, code, message } = error
    return { status, code, message, detail: {}, headers: {}, bug: false }
  }
  if (error instanceof ProtocolError) {
    return {
      status: 400,
      code: error.code,
      message: error.message,
      detail: argumentOf(error, service),
      headers: {},
      bug: false,
    }
  }
  const internal = describeS3Error('InternalError')
  const code = service === 's3control' ? 'InternalServiceException' : 'InternalError'
  return { ...internal, code, detail: {}, headers: {}, bug: true }
}

export function errorReply(exchange: Exchange, service: Service, failure: Failure): WireReply {
  const { status, code, message, detail, headers } = failure
  const bodiless = exchange.request.method === 'HEAD' || status === 304
  if (bodiless) return { status, headers }
  const { requestId, hostId } = exchange
  const fault = status < 500 ? 'Sender' : 'Receiver'
  const body = encodeError(service, { code, message, extra: detail, requestId, hostId, fault })
  return { status, headers: { ...headers, 'content-type': 'application/xml' }, body }
}

function pick(error: S3Error | ServiceError): Pick<Failure, 'status' | 'code' | 'message' | 'detail'> {
  return { status: error.status, code: error.code, message: error.message, detail: error.detail }
}

/** S3 names the argument it does not like; S3 Control's clients have no use for it. */
function argumentOf(error: ProtocolError, service: Service): Readonly<Record<string, string>> {
  if (service !== 's3' || error.code !== 'InvalidArgument' || error.member === undefined) return {}
  return { ArgumentName: error.member, ArgumentValue: error.value ?? '' }
}
