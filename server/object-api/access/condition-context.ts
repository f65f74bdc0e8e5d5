/** What a request says under the condition keys of policies (Service Authorization Reference, "Condition keys for Amazon S3"). */
import { type AccessPoint, accessPointArn } from '../../../db/model/access-point.ts'
import { entryOf } from '../../../db/model/entry-of.ts'
import type { Tag } from '../../../db/model/object.ts'
import type { ObjectRequest } from '../handler.ts'
import type { ContextValues } from '../policy/condition-operators.ts'
import { parseCopySource } from '../request/copy-source.ts'

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
  's3:object-lock-mode': ({ request }) => given(requestLock(request).mode),
  's3:object-lock-retain-until-date': ({ request }) => given(requestLock(request).until?.toISOString()),
  's3:object-lock-legal-hold': ({ request }) => given(requestLock(request).hold),
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

/** The first value, which is the one that operations go by: who adds another one must not be judged by that. */
function query(request: ObjectRequest<unknown>, name: string): readonly string[] | undefined {
  return given(request.query.get(name))
}

/** As conditions are written, however it was sent: without a leading slash, decoded. */
function copySourceText({ input }: ObjectRequest<unknown>): readonly string[] | undefined {
  const { CopySource: text } = input as { readonly CopySource?: string }
  if (text === undefined) return undefined
  const { bucket, key, versionId } = parseCopySource(text)
  return [`${bucket}/${key}${versionId === undefined ? '' : `?versionId=${versionId}`}`]
}

function authorization({ headers, query: parameters }: ObjectRequest<unknown>): string {
  return String(headers['authorization'] ?? parameters.get('X-Amz-Algorithm') ?? '')
}

function authType({ headers, query: parameters }: ObjectRequest<unknown>): string {
  if (headers['authorization'] !== undefined) return 'REST-HEADER'
  return parameters.has('X-Amz-Signature') || parameters.has('Signature') ? 'REST-QUERY-STRING' : 'POST'
}

/** Tags that the request would put: of the header or of the document, whichever its operation takes them from. */
function requestTags({ input }: ObjectRequest<unknown>): readonly Tag[] {
  const { Tagging: tagging } = input as { readonly Tagging?: string | { readonly TagSet?: readonly WireTag[] } }
  if (typeof tagging === 'string') {
    return [...new URLSearchParams(tagging)].map(([key, value]) => ({ key, value }))
  }
  return (tagging?.TagSet ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }))
}

interface LockInput {
  readonly ObjectLockMode?: string
  readonly ObjectLockRetainUntilDate?: Date
  readonly ObjectLockLegalHoldStatus?: string
  readonly Retention?: { readonly Mode?: string; readonly RetainUntilDate?: Date }
  readonly LegalHold?: { readonly Status?: string }
}

/** The lock that the request would put; its operation takes it from headers or from the document as well. */
function requestLock({ input }: ObjectRequest<unknown>) {
  const { Retention: retention, LegalHold: legalHold, ...inHeaders } = input as LockInput
  return {
    mode: inHeaders.ObjectLockMode ?? retention?.Mode,
    until: inHeaders.ObjectLockRetainUntilDate ?? retention?.RetainUntilDate,
    hold: inHeaders.ObjectLockLegalHoldStatus ?? legalHold?.Status,
  }
}

function given(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value]
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
