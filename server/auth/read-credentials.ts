import { S3Error } from '../../db/model/s3-error.ts'
import { type AuthRequest, splitTarget, trimmedHeader } from './auth-request.ts'
import { ANONYMOUS, type Credentials } from './credentials.ts'
import { headerCredentials } from './header-credentials.ts'
import {
  isV2Query,
  isV4Query,
  type QueryParameters,
  v2QueryCredentials,
  v4QueryCredentials,
} from './query-credentials.ts'
import { parseQuery } from './uri-encoding.ts'

/** Who a request (other than a browser form) says it comes from. Throws S3Error for credentials that cannot be read. */
export function readCredentials(request: AuthRequest, defaultRegion: string): Credentials {
  const authorization = trimmedHeader(request, 'authorization')
  const query = authParameters(splitTarget(request.target).query)
  const v4 = isV4Query(query)
  const v2 = !v4 && isV2Query(query)
  if (authorization !== undefined) {
    if (v4 || v2) throw twoMechanisms(authorization)
    return headerCredentials(authorization, request, defaultRegion)
  }
  if (v4) return v4QueryCredentials(query, defaultRegion)
  return v2 ? v2QueryCredentials(query, defaultRegion) : ANONYMOUS
}

const NONE: QueryParameters = new Map()

/** Most queries have nothing to do with authentication: those are not taken apart here. */
function authParameters(query: string): QueryParameters {
  if (!/X-Amz-|AWSAccessKeyId|Signature/.test(query)) return NONE
  const parameters = new Map<string, string>()
  for (const { name, value } of parseQuery(query)) if (!parameters.has(name)) parameters.set(name, value)
  return parameters
}

function twoMechanisms(authorization: string): S3Error {
  return new S3Error('InvalidArgument', {
    message:
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    detail: { ArgumentName: 'Authorization', ArgumentValue: authorization },
  })
}
