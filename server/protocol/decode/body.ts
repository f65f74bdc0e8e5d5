/**
 * Elements to values by the model. Unknown elements are skipped (choice: newer clients know members that this model
 * lacks); everything else that does not fit is refused, because a guess here becomes a wrong object.
 */
import {
  isStructure,
  type ListShape,
  type MapShape,
  type Member,
  type ScalarShape,
  type Shape,
  type StructureShape,
} from '../model.ts'
import { MALFORMED_XML, ProtocolError } from '../protocol-error.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import { decodeScalar } from './scalar.ts'

export type Decoded = Record<string, unknown>

/** @param members those that stand in the body, where not all do */
export function decodeStructure(
  shape: StructureShape,
  element: XmlElement,
  path: string,
  members: readonly Member[] = shape.members,
): Decoded {
  refuseText(element, path)
  const decoded: Decoded = {}
  for (const member of members) {
    const value = decodeMember(member, element, path === '' ? member.name : `${path}.${member.name}`)
    if (value !== undefined) decoded[member.name] = value
  }
  if (shape.kind === 'union' && (Object.keys(decoded).length !== 1 || element.children.length !== 1)) malformed(path)
  return decoded
}

function decodeMember(member: Member, parent: XmlElement, path: string): unknown {
  if (member.attribute) return attributeValue(member, parent, path)
  const elements = parent.children.filter((child) => child.name === member.wireName)
  const [first, second] = elements
  if (first === undefined) return undefined
  const { shape } = member
  if (member.flattened && shape.kind === 'list')
    return elements.map((element, index) => decodeShape(shape.item, element, `${path}[${index}]`))
  if (second !== undefined) malformed(path)
  return decodeShape(shape, first, path)
}

function attributeValue(member: Member, element: XmlElement, path: string): unknown {
  const local = member.wireName.slice(member.wireName.indexOf(':') + 1)
  const found = Object.entries(element.attributes).find(([name]) => name.slice(name.indexOf(':') + 1) === local)
  return found === undefined ? undefined : decodeText(member.shape, found[1], path)
}

function decodeShape(shape: Shape, element: XmlElement, path: string): unknown {
  if (isStructure(shape)) return decodeStructure(shape, element, path)
  if (shape.kind === 'list') return decodeList(shape, element, path)
  if (shape.kind === 'map') return decodeMap(shape, element, path)
  if (element.children.length > 0) malformed(path)
  return decodeText(shape, element.text, path)
}

function decodeList(shape: ListShape, element: XmlElement, path: string): unknown[] {
  refuseText(element, path)
  const accepted = itemNames(shape)
  return element.children.map((child, index) => {
    const itemPath = `${path}[${index}]`
    if (!accepted.has(child.name)) malformed(itemPath)
    return decodeShape(shape.item, child, itemPath)
  })
}

/** Clients send `member` or the model's own name; AWS's API pages print the shape's name (reference 1.1, "Lists"). */
function itemNames(shape: ListShape): ReadonlySet<string> {
  const { item } = shape
  const name = 'name' in item ? item.name : undefined
  return new Set(['member', shape.itemName, ...(name === undefined ? [] : [name])])
}

function decodeMap(shape: MapShape, element: XmlElement, path: string): Decoded {
  refuseText(element, path)
  const entries = element.children.map((entry): [string, unknown] => {
    const [key] = entry.children.filter((child) => child.name === 'key')
    const [value] = entry.children.filter((child) => child.name === 'value')
    if (entry.name !== 'entry' || key === undefined || value === undefined || entry.children.length !== 2)
      return malformed(path)
    if (key.children.length > 0) malformed(path)
    return [key.text, decodeShape(shape.value, value, `${path}.${key.text}`)]
  })
  const decoded = Object.fromEntries(entries)
  if (Object.keys(decoded).length !== entries.length) malformed(path)
  return decoded
}

function decodeText(shape: Shape, text: string, path: string): unknown {
  const value = decodeScalar(shape as ScalarShape, text, 'date-time')
  return value === undefined ? malformed(path, text) : value
}

function refuseText(element: XmlElement, path: string): void {
  if (element.text.trim() !== '') malformed(path, element.text)
}

function malformed(member: string, value?: string): never {
  throw new ProtocolError('MalformedXML', MALFORMED_XML, value === undefined ? { member } : { member, value })
}
