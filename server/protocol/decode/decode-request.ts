/** A request's labels, query, headers and body to the members of the operation's input. */
import { headerValue, type WireHeaders } from '../headers.ts'
import { isStructure, type Member, type OperationModel, type ScalarShape, type StructureShape } from '../model.ts'
import { perOperation } from '../per-operation.ts'
import { MALFORMED_XML, ProtocolError } from '../protocol-error.ts'
import type { QueryParameters } from '../query.ts'
import { parseXml } from '../xml/parse.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import { XmlError } from '../xml/xml-error.ts'
import { type Decoded, decodeStructure } from './body.ts'
import { decodeScalar } from './scalar.ts'

export interface WireRequest {
  /** Path labels, decoded: `JobId`; for S3 `Bucket` and `Key`. */
  readonly labels: Readonly<Record<string, string>>
  readonly query: QueryParameters
  readonly headers: WireHeaders
  /** The body, read whole. Left out when it is a stream that the handler reads itself. */
  readonly body?: XmlElement | string | Uint8Array | undefined
}

/**
 * Streaming payloads are left out. Whether members are present and their values allowed is `validate`'s business.
 * @throws ProtocolError when the request does not have the model's form
 */
export function decodeRequest(operation: OperationModel, request: WireRequest): Decoded {
  const { label, query, header, prefix, payload, body } = membersOf(operation)
  const decoded: Decoded = {}
  const take = (member: Member, value: unknown): void => {
    if (value !== undefined) decoded[member.name] = value
  }
  for (const member of label) take(member, request.labels[member.wireName] ?? request.labels[member.name])
  if (request.query.entries.length > 0) for (const member of query) take(member, decodeQuery(member, request.query))
  for (const name in request.headers) {
    const member = header.get(name)
    if (member !== undefined) take(member, decodeHeader(member, request.headers))
  }
  for (const member of prefix) take(member, decodePrefix(member.wireName, request.headers))
  for (const member of payload) take(member, decodePayload(member, request))
  if (body.length > 0) Object.assign(decoded, decodeWholeBody(operation.input, body, request))
  return decoded
}

/** The members by where they stand; headers by their names, because a request has few of those that a model knows. */
const membersOf = perOperation(({ input: { members } }) => {
  const bound = (binding: Member['binding']): readonly Member[] =>
    members.filter((member) => member.binding === binding)
  return {
    label: bound('label'),
    query: bound('query'),
    header: new Map(bound('header').map((member) => [member.wireName, member])),
    prefix: bound('prefix'),
    payload: bound('payload'),
    body: bound('body'),
  }
})

function decodeQuery(member: Member, query: QueryParameters): unknown {
  if (!query.has(member.wireName)) return undefined
  const { shape } = member
  if (shape.kind === 'list')
    return query.getAll(member.wireName).map((text) => decodeParameter(member, shape.item as ScalarShape, text))
  const text = query.get(member.wireName) ?? ''
  // choice: a number or boolean without a value counts as not given (`?max-keys=`).
  if (text === '' && shape.kind !== 'string') return undefined
  return decodeParameter(member, shape as ScalarShape, text)
}

function decodeHeader(member: Member, headers: WireHeaders): unknown {
  const text = headerValue(headers, member.wireName)
  if (text === undefined) return undefined
  const { shape } = member
  if (shape.kind === 'list')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => decodeParameter(member, shape.item as ScalarShape, part))
  if (text === '' && shape.kind !== 'string') return undefined
  return decodeParameter(member, shape as ScalarShape, text)
}

const RETAIN_UNTIL = 'x-amz-object-lock-retain-until-date'
/** RFC 9110 13.1.3: a condition whose date cannot be read is as if it were not there. */
const CONDITIONAL_DATE = /if-(un)?modified-since$/

function decodeParameter(member: Member, shape: ScalarShape, text: string): unknown {
  const value = decodeScalar(shape, text, member.binding === 'header' ? 'http-date' : 'date-time')
  if (value !== undefined || CONDITIONAL_DATE.test(member.wireName)) return value
  throw new ProtocolError('InvalidArgument', unreadable(member, shape), { member: member.wireName, value: text })
}

function unreadable({ wireName }: Member, { kind }: ScalarShape): string {
  if (wireName === RETAIN_UNTIL) return 'The retain until date must be provided in ISO 8601 format'
  if (kind === 'integer') return `Provided ${wireName} not an integer or within integer range`
  return `The value of ${wireName} is not a valid ${kind}.`
}

function decodePrefix(prefix: string, headers: WireHeaders): Decoded | undefined {
  const names = Object.keys(headers).filter((name) => name.startsWith(prefix) && headers[name] !== undefined)
  if (names.length === 0) return undefined
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), headerValue(headers, name)]))
}

function decodePayload(member: Member, request: WireRequest): unknown {
  const { shape } = member
  if (shape.kind === 'streaming') return undefined
  if (isAbsent(request.body)) return missingBody(member.required)
  if (isStructure(shape)) {
    const root = documentOf(request.body)
    requireRoot(root, [member.wireName, member.name, shape.name, shape.xmlName])
    return decodeStructure(shape, root, member.name)
  }
  if (shape.kind === 'blob')
    return request.body instanceof Uint8Array ? request.body : Buffer.from(textOf(request.body))
  return textOf(request.body)
}

function decodeWholeBody(input: StructureShape, members: readonly Member[], request: WireRequest): Decoded | undefined {
  if (isAbsent(request.body)) return missingBody(members.some((member) => member.required))
  const root = documentOf(request.body)
  requireRoot(root, [input.xmlName, input.name])
  return decodeStructure(input, root, '', members)
}

function isAbsent(body: WireRequest['body']): body is undefined {
  return body === undefined || ((typeof body === 'string' || body instanceof Uint8Array) && body.length === 0)
}

function missingBody(required: boolean): undefined {
  if (required) throw new ProtocolError('MissingRequestBodyError', 'Request Body is empty')
  return undefined
}

function requireRoot(root: XmlElement, names: readonly (string | undefined)[]): void {
  if (!names.includes(root.name)) throw new ProtocolError('MalformedXML', MALFORMED_XML, { member: root.name })
}

function documentOf(body: NonNullable<WireRequest['body']>): XmlElement {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return body
  try {
    return parseXml(textOf(body))
  } catch (error) {
    if (error instanceof XmlError) throw new ProtocolError('MalformedXML', MALFORMED_XML)
    throw error
  }
}

function textOf(body: NonNullable<WireRequest['body']>): string {
  if (typeof body === 'string') return body
  if (!(body instanceof Uint8Array)) return body.text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new ProtocolError('MalformedXML', MALFORMED_XML)
  }
}
