/**
 * Finds the S3 operation that a request addresses. S3 has three path levels and tells operations apart by query
 * parameters, and copies from uploads by one header; all of that is derived from the model.
 */
import type { WireHeaders } from '../headers.ts'
import type { OperationModel } from '../model.ts'
import { objectOperation, operationsOf } from '../operations.ts'
import { parseQuery, type QueryParameters } from '../query.ts'
import { postObject } from './post-object.ts'
import { preflight } from './preflight.ts'

export interface ObjectAddress {
  readonly method: string
  readonly bucket: string | undefined
  readonly key: string | undefined
  readonly query: QueryParameters
  readonly headers: WireHeaders
}

/** `undefined` when the method is not allowed there, or when a sub-resource is named that no operation has there. */
export function routeObject(address: ObjectAddress): OperationModel | undefined {
  routes ??= compile()
  const special = SPECIAL_ROUTES.find(({ takes }) => takes(address))
  if (special !== undefined) return special.operation()
  const level = address.key !== undefined ? 'object' : address.bucket !== undefined ? 'bucket' : 'service'
  const place = routes.places[level].get(address.method)
  if (place === undefined) return undefined
  const { telling } = routes
  if (address.query.entries.some(([name]) => telling.has(name))) return chosen(place.routes, address, routes)
  return address.headers[COPY_SOURCE] === undefined ? place.plain : place.copy
}

/** The route that accounts for most of a request, if it accounts for every sub-resource that is named. */
function chosen(
  candidates: readonly Route[],
  address: Pick<ObjectAddress, 'query' | 'headers'>,
  { subresources }: Pick<Routes, 'subresources'>,
): OperationModel | undefined {
  const named = subresources.filter((name) => address.query.has(name))
  let best: Route | undefined
  let bestScore = -1
  for (const route of candidates) {
    const score = scoreOf(route, address)
    if (score > bestScore) [best, bestScore] = [route, score]
  }
  return best !== undefined && named.every((name) => best.queryNames.has(name)) ? best.operation : undefined
}

interface Route {
  readonly operation: OperationModel
  /** Query members without which the request is another one (`uploadId`, `id`). */
  readonly requiredQuery: readonly string[]
  readonly copies: boolean
  readonly queryNames: ReadonlySet<string>
}

type Level = 'service' | 'bucket' | 'object'

/** What a method can mean at a level of the path. */
interface Place {
  readonly routes: readonly Route[]
  /** What it means where no parameter tells operations apart, as in most requests; with a copy's source, or without. */
  readonly copy: OperationModel | undefined
  readonly plain: OperationModel | undefined
}

interface Routes {
  readonly places: Readonly<Record<Level, ReadonlyMap<string, Place>>>
  readonly subresources: readonly string[]
  /** Every parameter that can tell operations apart. */
  readonly telling: ReadonlySet<string>
}

let routes: Routes | undefined

const COPY_SOURCE = 'x-amz-copy-source'
const PARTS = ['uploadId', 'partNumber']
/** Parameters that choose among operations by value; with another value they mean nothing. */
const SELECTORS = new Set(['list-type', 'select-type'])
/** Operations that the general rule cannot reach: another host (WriteGetObjectResponse), the same address as another. */
const APART = new Set(['WriteGetObjectResponse', 'ListDirectoryBuckets'])

const SPECIAL_ROUTES = [
  { takes: ({ method, bucket }) => method === 'OPTIONS' && bucket !== undefined, operation: () => preflight },
  { takes: isBrowserUpload, operation: () => postObject },
  { takes: isObjectLambdaAnswer, operation: () => objectOperation('WriteGetObjectResponse') },
] satisfies { takes: (address: ObjectAddress) => boolean; operation: () => OperationModel }[]

function isBrowserUpload({ method, bucket, key, headers }: ObjectAddress): boolean {
  const type = headers['content-type']
  return (
    method === 'POST' &&
    bucket !== undefined &&
    key === undefined &&
    typeof type === 'string' &&
    /^\s*multipart\/form-data\b/i.test(type)
  )
}

function isObjectLambdaAnswer({ method, bucket, key }: ObjectAddress): boolean {
  return method === 'POST' && bucket === 'WriteGetObjectResponse' && key === undefined
}

function compile(): Routes {
  const operations = operationsOf('s3').filter(({ name }) => !APART.has(name))
  const named = operations.flatMap(({ addressQuery }) => addressQuery.map(([name]) => name))
  const subresources = [...new Set([...named, ...PARTS])].filter((name) => !SELECTORS.has(name))
  const routes = operations.map(routeOf)
  const placesAt = (level: Level): ReadonlyMap<string, Place> => {
    const there = routes.filter(({ operation }) => levelOf(operation) === level)
    const byMethod = Map.groupBy(there, ({ operation }) => operation.method)
    return new Map([...byMethod].map(([method, candidates]) => [method, placeOf(candidates, subresources)]))
  }
  return {
    places: { service: placesAt('service'), bucket: placesAt('bucket'), object: placesAt('object') },
    subresources,
    telling: new Set([...named, ...PARTS, ...routes.flatMap(({ requiredQuery }) => requiredQuery)]),
  }
}

function placeOf(routes: readonly Route[], subresources: readonly string[]): Place {
  const query = parseQuery('')
  return {
    routes,
    copy: chosen(routes, { query, headers: { [COPY_SOURCE]: '' } }, { subresources }),
    plain: chosen(routes, { query, headers: {} }, { subresources }),
  }
}

function levelOf({ path, input }: OperationModel): Level {
  if (path.includes('{Key+}')) return 'object'
  return input.members.some(({ name, binding }) => name === 'Bucket' && binding === 'label') ? 'bucket' : 'service'
}

function routeOf(operation: OperationModel): Route {
  const members = operation.input.members
  const query = members.filter(({ binding }) => binding === 'query')
  return {
    operation,
    requiredQuery: query.filter(({ required }) => required).map(({ wireName }) => wireName),
    copies: members.some(({ required, wireName }) => required && wireName === COPY_SOURCE),
    queryNames: new Set([...operation.addressQuery.map(([name]) => name), ...query.map(({ wireName }) => wireName)]),
  }
}

/** Negative when the route does not fit; else the higher, the more of the request it accounts for. */
function scoreOf(
  { operation, requiredQuery, copies }: Route,
  { query, headers }: Pick<ObjectAddress, 'query' | 'headers'>,
): number {
  for (const [name, value] of operation.addressQuery)
    if (!query.has(name) || (value !== undefined && query.get(name) !== value)) return -1
  if (copies && headers[COPY_SOURCE] === undefined) return -1
  const present = requiredQuery.filter((name) => query.has(name)).length
  // With a sub-resource the address alone decides, and a missing parameter is the operation's own error.
  if (operation.addressQuery.length === 0 && present < requiredQuery.length) return -1
  const missing = requiredQuery.length - present
  return 10 + operation.addressQuery.length * 4 + present * 2 - missing + (copies ? 1 : 0)
}
