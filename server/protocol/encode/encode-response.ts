/** A handler's output to status, headers and body by the operation's model. */
import { wireHeaderValue } from '../headers.ts'
import {
  isStructure,
  type Member,
  type OperationModel,
  type ScalarShape,
  type Service,
  type StructureShape,
} from '../model.ts'
import { writeXml } from '../xml/write.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import { encodeStructure } from './body.ts'
import { NAMESPACES } from './namespaces.ts'
import { ROOT_IS_VALUE } from './response-roots.ts'
import { encodeScalar } from './scalar.ts'

export interface EncodedResponse {
  readonly status: number
  /** Lower-case names; `content-type` among them when there is a body. */
  readonly headers: Readonly<Record<string, string>>
  /** Undefined when the answer has none, or when the handler streams it. */
  readonly body: string | undefined
}

export function encodeResponse(operation: OperationModel, output: object): EncodedResponse {
  const headers: Record<string, string> = {}
  for (const member of operation.output.members) {
    const value = valueOf(output, member)
    if (value === undefined || value === null) continue
    if (member.binding === 'header') headers[member.wireName] = encodeHeader(member, value)
    if (member.binding === 'prefix') Object.assign(headers, encodePrefix(member.wireName, value))
  }
  const body = operation.method === 'HEAD' ? undefined : encodeBody(operation, output)
  if (body !== undefined) headers['content-type'] ??= body.contentType
  return { status: operation.status, headers, body: body?.text }
}

interface EncodedBody {
  readonly contentType: string
  readonly text: string
}

function encodeBody({ service, output: shape }: OperationModel, output: object): EncodedBody | undefined {
  const payload = shape.members.find((member) => member.binding === 'payload')
  if (payload !== undefined) return encodePayload(service, payload, valueOf(output, payload))
  const members = shape.members.filter((member) => member.binding === 'body')
  if (members.length === 0) return undefined
  return document(encodeRoot(service, shape, members, output))
}

function encodeRoot(service: Service, shape: StructureShape, members: readonly Member[], output: object): XmlElement {
  const name = shape.xmlName ?? shape.name
  const xmlns = { xmlns: NAMESPACES[service] }
  const whole = ROOT_IS_VALUE[shape.name]
  if (whole === undefined) return encodeStructure(name, shape, output, xmlns, members)
  const text = (output as Readonly<Record<string, string | undefined>>)[whole] ?? ''
  return { name, attributes: xmlns, children: [], text }
}

function encodePayload(service: Service, member: Member, value: unknown): EncodedBody | undefined {
  const { shape } = member
  if (value === undefined || value === null || shape.kind === 'streaming') return undefined
  // The only text payload is GetBucketPolicy's document.
  if (shape.kind === 'string') return { contentType: 'application/json', text: value as string }
  if (!isStructure(shape)) throw new TypeError(`${member.name} has a payload that cannot be encoded`)
  const name = member.wireName === member.name ? (shape.xmlName ?? member.name) : member.wireName
  return document(encodeStructure(name, shape, value, { xmlns: NAMESPACES[service] }))
}

function document(root: XmlElement): EncodedBody {
  return { contentType: 'application/xml', text: writeXml(root) }
}

function encodeHeader(member: Member, value: unknown): string {
  const { shape } = member
  if (shape.kind !== 'list') return wireHeaderValue(encodeScalar(shape as ScalarShape, value, 'http-date'))
  const items = value as readonly unknown[]
  return wireHeaderValue(items.map((item) => encodeScalar(shape.item as ScalarShape, item, 'http-date')).join(', '))
}

function encodePrefix(prefix: string, map: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [`${prefix}${name.toLowerCase()}`, wireHeaderValue(String(value))]),
  )
}

function valueOf(output: object, member: Member): unknown {
  return (output as Readonly<Record<string, unknown>>)[member.name]
}
