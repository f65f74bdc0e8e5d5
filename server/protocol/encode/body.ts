/** Values to elements by the model; the opposite of `decode/body.ts`. */
import { isStructure, type ListShape, type MapShape, type Member, type ScalarShape, type Shape } from '../model.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import { encodeScalar } from './scalar.ts'

type Attributes = Readonly<Record<string, string>>
const NO_ATTRIBUTES: Attributes = Object.freeze({})
const NO_CHILDREN: readonly XmlElement[] = Object.freeze([])

/** @param members those that stand in the body */
export function encodeStructure(name: string, value: object, own: Attributes, members: readonly Member[]): XmlElement {
  const children: XmlElement[] = []
  let attributes = own
  for (const member of members) {
    const content = (value as Readonly<Record<string, unknown>>)[member.name]
    if (content === undefined || content === null) continue
    if (member.attribute) attributes = { ...attributes, [member.wireName]: textOf(member.shape, content) }
    else if (member.flattened && member.shape.kind === 'list') {
      for (const item of content as readonly unknown[])
        children.push(encodeValue(member.wireName, member.shape.item, item, NO_ATTRIBUTES))
    } else children.push(encodeValue(member.wireName, member.shape, content, namespaceOf(member)))
  }
  return { name, attributes, children, text: '' }
}

function namespaceOf(member: Member): Attributes {
  return member.namespace === undefined ? NO_ATTRIBUTES : { [`xmlns:${member.namespace.prefix}`]: member.namespace.uri }
}

function encodeValue(name: string, shape: Shape, value: unknown, attributes: Attributes): XmlElement {
  if (isStructure(shape)) return encodeStructure(name, value as object, attributes, shape.members)
  if (shape.kind === 'list') return encodeList(name, shape, value as readonly unknown[], attributes)
  if (shape.kind === 'map') return encodeMap(name, shape, value as Readonly<Record<string, unknown>>, attributes)
  return { name, attributes, children: NO_CHILDREN, text: encodeScalar(shape, value, 'date-time') }
}

function encodeList(name: string, shape: ListShape, items: readonly unknown[], attributes: Attributes): XmlElement {
  const children = items.map((item) => encodeValue(shape.itemName, shape.item, item, NO_ATTRIBUTES))
  return { name, attributes, children, text: '' }
}

function encodeMap(
  name: string,
  shape: MapShape,
  map: Readonly<Record<string, unknown>>,
  attributes: Attributes,
): XmlElement {
  const children = Object.entries(map).map(([key, value]) => ({
    name: 'entry',
    attributes: NO_ATTRIBUTES,
    children: [
      { name: 'key', attributes: NO_ATTRIBUTES, children: NO_CHILDREN, text: key },
      encodeValue('value', shape.value, value, NO_ATTRIBUTES),
    ],
    text: '',
  }))
  return { name, attributes, children, text: '' }
}

function textOf(shape: Shape, value: unknown): string {
  return encodeScalar(shape as ScalarShape, value, 'date-time')
}
