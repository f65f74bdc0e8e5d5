/** A handler's output to status, headers and body by the operation's model. */
import { wireHeaderValue } from '../headers.ts'
import { isStructure, type Member, type OperationModel, type ScalarShape, type Service, type Shape } from '../model.ts'
import { perOperation } from '../per-operation.ts'
import { writeXml } from '../xml/write.ts'
import { structureDocument } from './document.ts'
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
  const { headerWriters, encodeBody } = planOf(operation)
  const headers: Record<string, string> = {}
  for (const name in output) {
    const value = (output as Readonly<Record<string, unknown>>)[name]
    if (value !== undefined && value !== null) headerWriters.get(name)?.(headers, value)
  }
  const body = encodeBody(output)
  if (body !== undefined) headers['content-type'] ??= body.contentType
  return { status: operation.status, headers, body: body?.text }
}

interface EncodedBody {
  readonly contentType: string
  readonly text: string
}

interface ResponsePlan {
  /** By the members that stand in headers. */
  readonly headerWriters: ReadonlyMap<string, HeaderWriter>
  readonly encodeBody: (output: object) => EncodedBody | undefined
}

type HeaderWriter = (headers: Record<string, string>, value: unknown) => void

/** An output has few of the members that its model has, so it is gone through by what it has. */
const planOf = perOperation((operation): ResponsePlan => {
  const writers = operation.output.members.map((member) => [member.name, headerWriterOf(member)] as const)
  return {
    headerWriters: new Map(writers.filter((entry): entry is [string, HeaderWriter] => entry[1] !== undefined)),
    encodeBody: bodyEncoderOf(operation),
  }
})

function headerWriterOf(member: Member): HeaderWriter | undefined {
  const { binding, wireName } = member
  if (binding === 'prefix') return (headers, map) => Object.assign(headers, encodePrefix(wireName, map as object))
  if (binding !== 'header') return undefined
  const encode = headerEncoderOf(member.shape)
  return (headers, value) => {
    headers[wireName] = wireHeaderValue(encode(value))
  }
}

function bodyEncoderOf({ service, method, output: shape }: OperationModel): ResponsePlan['encodeBody'] {
  if (method === 'HEAD') return () => undefined
  const payload = shape.members.find((member) => member.binding === 'payload')
  if (payload !== undefined) return (output) => encodePayload(service, payload, valueOf(output, payload))
  const members = shape.members.filter((member) => member.binding === 'body')
  if (members.length === 0) return () => undefined
  const name = shape.xmlName ?? shape.name
  const xmlns = { xmlns: NAMESPACES[service] }
  const whole = shape.members.find((member) => member.name === ROOT_IS_VALUE[shape.name])
  if (whole === undefined) return (output) => xml(structureDocument(name, output, xmlns, members))
  return (output) => {
    const text = (valueOf(output, whole) as string | undefined) ?? ''
    return xml(writeXml({ name, attributes: xmlns, children: [], text }))
  }
}

function encodePayload(service: Service, member: Member, value: unknown): EncodedBody | undefined {
  const { shape } = member
  if (value === undefined || value === null || shape.kind === 'streaming') return undefined
  // The only text payload is GetBucketPolicy's document.
  if (shape.kind === 'string') return { contentType: 'application/json', text: value as string }
  if (!isStructure(shape)) throw new TypeError(`${member.name} has a payload that cannot be encoded`)
  const name = member.wireName === member.name ? (shape.xmlName ?? member.name) : member.wireName
  return xml(structureDocument(name, value, { xmlns: NAMESPACES[service] }, shape.members))
}

function xml(text: string): EncodedBody {
  return { contentType: 'application/xml', text }
}

function headerEncoderOf(shape: Shape): (value: unknown) => string {
  if (shape.kind !== 'list') return (value) => encodeScalar(shape as ScalarShape, value, 'http-date')
  const encode = headerEncoderOf(shape.item)
  return (items) => (items as readonly unknown[]).map(encode).join(', ')
}

function encodePrefix(prefix: string, map: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [`${prefix}${name.toLowerCase()}`, wireHeaderValue(String(value))]),
  )
}

function valueOf(output: object, member: Member): unknown {
  return (output as Readonly<Record<string, unknown>>)[member.name]
}
