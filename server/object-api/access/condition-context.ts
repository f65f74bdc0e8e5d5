/** What a request says under the condition keys of policies (Service Authorization Reference, "Condition keys for Amazon S3"). */
import { type AccessPoint, accessPointArn } from '../../../db/model/access-point.ts'
import { entryOf } from '../../../db/model/entry-of.ts'
import type { Tag } from '../../../db/model/object.ts'
import type { ObjectRequest } from '../handler.ts'
import type { ContextValues } from '../policy/condition-operators.ts'

export interface ConditionFacts {
  readonly request: ObjectRequest<unknown>
  readonly nowMs: number
  /** Account of the bucket. */
  readonly resourceAccount: string
  /** Of the object that the request is about, when it exists. */
  readonly existingTags: readonly Tag[]
  /** The key that would have to be listed; it stands for `s3:prefix`. */
  readonly listedKey: string | undefined
  /** Through which the bucket is asked. */
  readonly accessPoint: AccessPoint | undefined
}

type Read = (facts: ConditionFacts) => readonly string[] | undefined

export function conditionContext(facts: ConditionFacts): ContextValues {
  return (key) => {
    const name = key.toLowerCase()
    const known = entryOf(KEYS, name)
    if (known !== undefined) return known(facts)
    if (name.startsWith('s3:x-amz-')) return header(facts.request, name.slice('s3:'.length))
    if (name.startsWith('s3:existingobjecttag/')) return tagValue(facts.existingTags, afterSlash(key))
    if (name.startsWith('s3:accesspointtag/')) return tagValue(facts.accessPoint?.tags ?? [], afterSlash(key))
    if (name.startsWith('s3:requestobjecttag/')) return tagValue(requestTags(facts.request), afterSlash(key))
    return undefined
  }
}

const KEYS: Readonly<Record<string, Read>> = {
  'aws:currenttime': ({ nowMs }) => [new Date(nowMs).toISOString()],
  'aws:epochtime': ({ nowMs }) => [String(Math.floor(nowMs / 1000))],
  'aws:principalaccount': ({ request }) => (request.caller.anonymous ? undefined : [request.caller.account]),
  'aws:principalarn': ({ request }) =>
    request.caller.anonymous ? undefined : [`arn:aws:iam::${request.caller.account}:root`],
  'aws:principaltype': ({ request }) => [request.caller.anonymous ? 'Anonymous' : 'Account'],
  'aws:userid': ({ request }) => (request.caller.anonymous ? ['anonymous'] : [request.caller.account]),
  'aws:requestedregion': ({ request }) => [request.caller.region],
  'aws:referer': ({ request }) => header(request, 'referer'),
  'aws:useragent': ({ request }) => header(request, 'user-agent'),
  'aws:securetransport': ({ request }) => [String(request.origin.startsWith('https:'))],
  'aws:sourceip': ({ request }) => (request.remoteAddress === undefined ? undefined : [request.remoteAddress]),
  's3:resourceaccount': ({ resourceAccount }) => [resourceAccount],
  's3:dataaccesspointarn': ({ accessPoint }) => accessPoint && [accessPointArn(accessPoint)],
  's3:dataaccesspointaccount': ({ accessPoint }) => accessPoint && [accessPoint.account],
  's3:accesspointnetworkorigin': ({ accessPoint }) =>
    accessPoint && [accessPoint.vpcId === undefined ? 'Internet' : 'VPC'],
  's3:prefix': ({ request, listedKey }) => (listedKey === undefined ? query(request, 'prefix') : [listedKey]),
  's3:delimiter': ({ request }) => query(request, 'delimiter'),
  's3:max-keys': ({ request }) => query(request, 'max-keys'),
  's3:versionid': ({ request }) => query(request, 'versionId'),
  's3:locationconstraint': ({ request }) => [request.caller.region],
  's3:requestobjecttagkeys': ({ request }) => requestTags(request).map(({ key }) => key),
  's3:object-lock-mode': ({ request }) => header(request, 'x-amz-object-lock-mode'),
  's3:object-lock-retain-until-date': ({ request }) => header(request, 'x-amz-object-lock-retain-until-date'),
  's3:object-lock-legal-hold': ({ request }) => header(request, 'x-amz-object-lock-legal-hold'),
  's3:x-amz-copy-source': ({ request }) => copySourceText(request),
  's3:if-match': ({ request }) => header(request, 'if-match'),
  's3:if-none-match': ({ request }) => header(request, 'if-none-match'),
  's3:authtype': ({ request }) => [authType(request)],
  's3:signatureversion': ({ request }) => (/\bAWS4-/.test(authorization(request)) ? ['AWS4-HMAC-SHA256'] : ['AWS']),
}

function header({ headers }: ObjectRequest<unknown>, name: string): readonly string[] | undefined {
  const value = headers[name]
  if (value === undefined) return undefined
  return typeof value === 'string' ? [value] : value
}

function query(request: ObjectRequest<unknown>, name: string): readonly string[] | undefined {
  return request.query.has(name) ? request.query.getAll(name) : undefined
}

/** With its leading slash or without, conditions are written without. */
function copySourceText(request: ObjectRequest<unknown>): readonly string[] | undefined {
  return header(request, 'x-amz-copy-source')?.map((text) => text.replace(/^\//, ''))
}

function authorization({ headers, query: parameters }: ObjectRequest<unknown>): string {
  return String(headers['authorization'] ?? parameters.get('X-Amz-Algorithm') ?? '')
}

function authType({ headers, query: parameters }: ObjectRequest<unknown>): string {
  if (headers['authorization'] !== undefined) return 'REST-HEADER'
  return parameters.has('X-Amz-Signature') || parameters.has('Signature') ? 'REST-QUERY-STRING' : 'POST'
}

/** Tags that the request would put: of the header, or of the document. */
function requestTags({ headers, input }: ObjectRequest<unknown>): readonly Tag[] {
  const text = headers['x-amz-tagging']
  if (typeof text === 'string') {
    return [...new URLSearchParams(text)].map(([key, value]) => ({ key, value }))
  }
  const { Tagging: tagging } = input as { readonly Tagging?: { readonly TagSet?: readonly WireTag[] } }
  return (tagging?.TagSet ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }))
}

interface WireTag {
  readonly Key: string
  readonly Value: string
}

function tagValue(tags: readonly Tag[], key: string): readonly string[] | undefined {
  const found = tags.find((tag) => tag.key === key)
  return found === undefined ? undefined : [found.value]
}

function afterSlash(key: string): string {
  return key.slice(key.indexOf('/') + 1)
}
