import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { S3Error } from '../../../db/model/s3-error.ts'
import type { CORSConfiguration } from '../../protocol/generated/s3-types.ts'
import { isHeaderToken } from '../../protocol/headers.ts'
import type { ObjectApiPorts, ObjectHandler, ObjectRequest } from '../handler.ts'
import { allowingRule, CORS_METHODS, type CrossOriginRequest, crossOriginHeaders } from './cors-rule.ts'

/** Answers a browser's preflight request by the bucket's CORS configuration (API Reference, "OPTIONS object"). */
export const preflight: ObjectHandler = async (ports, request) => {
  const { origin, 'access-control-request-method': method } = request.headers
  if (typeof origin !== 'string') {
    throw new S3Error('BadRequest', { message: 'Insufficient information. Origin request header needed.' })
  }
  const named = typeof method === 'string' ? method : 'OPTIONS'
  const name = request.bucket ?? ''
  if ((await ports.store.buckets.find(name)) === undefined) {
    throw forbidden(request, named, 'CORSResponse: Bucket not found')
  }
  const rules = await corsRules(ports, name)
  if (rules === undefined) {
    throw forbidden(request, named, 'CORSResponse: CORS is not enabled for this bucket.')
  }
  const asked = askedOf(request, origin)
  const rule = allowingRule(rules, asked)
  if (rule === undefined) {
    throw forbidden(
      request,
      named,
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    )
  }
  const headers = crossOriginHeaders(rule, asked)
  if (asked.headers.length > 0) headers['access-control-allow-headers'] = asked.headers.join(', ')
  return { output: {}, headers }
}

/** A bucket's CORS rules; undefined when it, or its configuration, is not there. */
export async function corsRules(
  { store }: ObjectApiPorts,
  name: string,
): Promise<CORSConfiguration['CORSRules'] | undefined> {
  if ((await store.buckets.find(name)) === undefined) return undefined
  const stored = await store.buckets.configuration(name, BUCKET_CONFIGURATIONS.cors)
  return (stored as CORSConfiguration | undefined)?.CORSRules
}

function askedOf({ headers }: ObjectRequest, origin: string): CrossOriginRequest {
  const method = String(headers['access-control-request-method'] ?? 'null')
  if (!CORS_METHODS.has(method)) {
    throw new S3Error('BadRequest', { message: `Invalid Access-Control-Request-Method: ${method}` })
  }
  return { origin, method, headers: askedHeaders(String(headers['access-control-request-headers'] ?? '')) }
}

function askedHeaders(list: string): readonly string[] {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const wrong = names.find((name) => !isHeaderToken(name))
  if (wrong !== undefined) {
    const message = `Access-Control-Request-Headers "${wrong}" contains invalid character.`
    throw new S3Error('BadRequest', { message })
  }
  return names.map((name) => name.toLowerCase())
}

function forbidden({ key }: ObjectRequest, method: string, message: string): S3Error {
  return new S3Error('AccessForbidden', {
    message,
    detail: { Method: method, ResourceType: key === undefined ? 'BUCKET' : 'OBJECT' },
  })
}
