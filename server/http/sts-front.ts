/** The AWS Query protocol, of which one action is here. Its errors have a form of their own. */
import { ServiceError } from '../control-api/service-error.ts'
import { parseQuery } from '../protocol/query.ts'
import { getCallerIdentity, type StsError, stsErrorDocument } from '../sts/get-caller-identity.ts'
import type { Answer } from './control-front.ts'
import type { Exchange } from './exchange.ts'
import { failureOf } from './failure.ts'
import type { Identify } from './identify.ts'
import type { WireReply } from './reply.ts'
import { readWhole } from './request-body.ts'

const MAX_FORM_BYTES = 64 * 1024
const ACTION = 'GetCallerIdentity'

export function createStsFront({ identify }: { readonly identify: Identify }): Answer {
  return async (exchange, notes) => {
    try {
      const body = await readWhole(exchange, MAX_FORM_BYTES)
      const form = parseQuery(body.length > 0 ? body.toString('latin1') : exchange.target.query)
      const action = form.get('Action')
      notes.operation = action ?? 'STS'
      const { caller } = identify(exchange, body)
      notes.account = caller.account
      if (action !== ACTION) throw invalidAction(action)
      return document(exchange, 200, getCallerIdentity(caller, exchange.requestId))
    } catch (error) {
      const failure = failureOf(error, 's3control')
      if (failure.bug) throw error
      const described: StsError = { code: STS_CODES[failure.code] ?? failure.code, message: failure.message }
      notes.errorCode = described.code
      return document(exchange, failure.status, stsErrorDocument(described, exchange.requestId))
    }
  }
}

/** S3's codes for what STS calls otherwise. */
const STS_CODES: Readonly<Record<string, string>> = {
  InvalidRequest: 'InvalidAction',
  InvalidAccessKeyId: 'InvalidClientTokenId',
  RequestTimeTooSkewed: 'SignatureDoesNotMatch',
}

function invalidAction(action: string | undefined): ServiceError {
  const named = action === undefined ? 'The form has no Action' : `Could not find operation ${action}`
  return new ServiceError('InvalidRequest', `${named}: of STS, s3control-local has only ${ACTION}.`)
}

function document({ requestId }: Exchange, status: number, body: string): WireReply {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body }
}
