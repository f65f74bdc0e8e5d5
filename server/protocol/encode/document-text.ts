/**
 * A document straight from its values, by the model: no elements are made on the way, which for a page of a listing
 * would be tens of thousands of objects. The same bytes as `encodeStructure` and `writeXml` give.
 */
import { isStructure, type ListShape, type MapShape, type Member, type ScalarShape, type Shape } from '../model.ts'
import { escapeXml, escapeXmlAttribute } from '../xml/characters.ts'
import { encodeScalar } from './scalar.ts'

/** Writes the elements of a value. */
type Writer = (value: unknown) => string

/** @param attributes of the element itself; `members` those that stand in the body */
export function structureText(
  name: string,
  value: object,
  attributes: Readonly<Record<string, string>>,
  members: readonly Member[],
): string {
  return structureWriter(name, members, attributesText(attributes))(value)
}

interface MemberPlan {
  readonly name: string
  /** Instead of an element: how it stands in the start tag. */
  readonly attribute: boolean
  readonly write: Writer
}

const known = new WeakMap<readonly Member[], readonly MemberPlan[]>()

function plansOf(members: readonly Member[]): readonly MemberPlan[] {
  let plans = known.get(members)
  if (plans === undefined) {
    plans = members.map(planOf)
    known.set(members, plans)
  }
  return plans
}

function planOf(member: Member): MemberPlan {
  const { name, attribute } = member
  let write: Writer | undefined
  // Shapes refer to each other in circles, so that each writer is made when it is first needed.
  return {
    name,
    attribute,
    write(value) {
      write ??= memberWriter(member)
      return write(value)
    },
  }
}

function memberWriter({ wireName, shape, attribute, flattened, namespace }: Member): Writer {
  if (attribute) {
    return (value) => ` ${wireName}="${escapeXmlAttribute(encodeScalar(shape as ScalarShape, value, 'date-time'))}"`
  }
  if (flattened && shape.kind === 'list') return itemsWriter(wireName, shape.item)
  const attributes = namespace === undefined ? '' : attributesText({ [`xmlns:${namespace.prefix}`]: namespace.uri })
  return writerOf(wireName, shape, attributes)
}

function writerOf(name: string, shape: Shape, attributes = ''): Writer {
  if (isStructure(shape)) return structureWriter(name, shape.members, attributes)
  if (shape.kind === 'string' && shape.values !== undefined) return wordWriter(name, attributes, shape, shape.values)
  const wrap = elementWriter(name, attributes)
  const content = contentWriter(shape)
  return (value) => wrap(content(value))
}

function contentWriter(shape: ListShape | MapShape | ScalarShape): Writer {
  if (shape.kind === 'list') return itemsWriter(shape.itemName, shape.item)
  if (shape.kind === 'map') return entriesWriter(shape)
  return scalarWriter(shape)
}

function structureWriter(name: string, members: readonly Member[], attributes: string): Writer {
  const plans = plansOf(members)
  const wrap = elementWriter(name, attributes)
  return (value) => {
    let own = ''
    let inner = ''
    for (const plan of plans) {
      const content = (value as Readonly<Record<string, unknown>>)[plan.name]
      if (content === undefined || content === null) continue
      if (plan.attribute) own += plan.write(content)
      else inner += plan.write(content)
    }
    return own === '' ? wrap(inner) : elementWriter(name, attributes + own)(inner)
  }
}

function entriesWriter({ value: shape }: MapShape): Writer {
  const wrap = elementWriter('entry', '')
  const key = elementWriter('key', '')
  const write = writerOf('value', shape)
  return (map) =>
    Object.entries(map as object)
      .map(([name, value]) => wrap(key(escapeXml(name)) + write(value)))
      .join('')
}

function itemsWriter(name: string, shape: Shape): Writer {
  const write = writerOf(name, shape)
  return (items) => {
    let text = ''
    for (const item of items as readonly unknown[]) text += write(item)
    return text
  }
}

/** Only texts hold what must be escaped. */
function scalarWriter(shape: ScalarShape): Writer {
  if (shape.kind !== 'string') return (value) => encodeScalar(shape, value, 'date-time')
  return (value) => escapeXml(encodeScalar(shape, value, 'date-time'))
}

/** The words of an enumeration are few: their elements are written once. Other words may come, from a client. */
function wordWriter(name: string, attributes: string, shape: ScalarShape, words: ReadonlySet<string>): Writer {
  const wrap = elementWriter(name, attributes)
  const write = (value: unknown): string => wrap(escapeXml(encodeScalar(shape, value, 'date-time')))
  const known = new Map<unknown, string>(Array.from(words, (word) => [word, inOnePiece(write(word))]))
  return (value) => known.get(value) ?? write(value)
}

function elementWriter(name: string, attributes: string): (inner: string) => string {
  const start = inOnePiece(`<${name}${attributes}>`)
  const end = inOnePiece(`</${name}>`)
  const empty = inOnePiece(`<${name}${attributes}/>`)
  return (inner) => (inner === '' ? empty : start + inner + end)
}

/** A text that was put together stays a tree of its pieces, to be gone through whenever it is written. */
function inOnePiece(text: string): string {
  return Buffer.from(text).toString()
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXmlAttribute(value)}"`)
    .join('')
}
