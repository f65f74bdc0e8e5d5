/** What a request to S3 addresses. */
import type { OperationModel } from '../protocol/model.ts'
import { decodePath } from '../protocol/percent.ts'
import { parseQuery, type QueryParameters } from '../protocol/query.ts'
import { routeObject } from '../protocol/route/route-object.ts'
import { website } from '../protocol/route/website.ts'
import { splitArnPath } from './arn-path.ts'
import type { Exchange } from './exchange.ts'

export interface ObjectRoute {
  readonly bucket: string | undefined
  readonly key: string | undefined
  readonly query: QueryParameters
  readonly operation: OperationModel | undefined
}

/** @throws ProtocolError `InvalidURI` */
export function objectRouteOf(exchange: Exchange): ObjectRoute {
  const { request, target } = exchange
  const { method = '', headers } = request
  const query = parseQuery(target.query)
  const { bucket, key } = addressOf(exchange)
  const operation = target.website ? websiteOf(method) : routeObject({ method, bucket, key, query, headers })
  return { bucket, key, query, operation }
}

/** Website endpoints only show things. */
function websiteOf(method: string): OperationModel | undefined {
  return method === 'GET' || method === 'HEAD' ? website : undefined
}

/** Path style unless the host names the bucket. */
function addressOf({ target }: Exchange): Pick<ObjectRoute, 'bucket' | 'key'> {
  const path = target.path.slice(1)
  if (target.hostBucket !== undefined) return { bucket: target.hostBucket, key: decodeKey(path) }
  const slash = path.indexOf('/')
  const bucket = decodePath(slash < 0 ? path : path.slice(0, slash))
  if (bucket.startsWith('arn:')) return splitArnPath(path)
  return { bucket: bucket === '' ? undefined : bucket, key: slash < 0 ? undefined : decodeKey(path.slice(slash + 1)) }
}

function decodeKey(raw: string): string | undefined {
  return raw === '' ? undefined : decodePath(raw)
}
