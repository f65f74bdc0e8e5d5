/** JSON held against a shape of AWS's model: the value that an operation's handler expects. */
import type { ListShape, MapShape, ScalarShape, Shape, StructureShape } from '../../protocol/model.ts'
import { isStructure } from '../../protocol/model.ts'
import { parseTimestamp } from '../../protocol/timestamp.ts'

/** Takes note of a mistake: "place", and how the sentence goes on. */
export type Note = (place: string, what: string) => void

/** @returns the value, of which anything that was noted is left out */
export function readValue(shape: Shape, json: unknown, place: string, note: Note): unknown {
  if (isStructure(shape)) return readStructure(shape, json, place, note)
  if (shape.kind === 'list') return readList(shape, json, place, note)
  if (shape.kind === 'map') return readMap(shape, json, place, note)
  return readScalar(shape, json, place, note)
}

function readStructure(shape: StructureShape, json: unknown, place: string, note: Note): unknown {
  if (!isRecord(json)) return note(place, 'must be an object')
  const members = new Map(shape.members.map((member) => [member.name, member]))
  const value: Record<string, unknown> = {}
  for (const [name, part] of Object.entries(json)) {
    const member = members.get(name)
    if (member === undefined) note(place, `has no ${quoted(name)}${meant(name, [...members.keys()])}`)
    else if (part !== undefined) value[name] = readValue(member.shape, part, `${place}.${name}`, note)
  }
  return value
}

function readList({ item }: ListShape, json: unknown, place: string, note: Note): unknown {
  if (!Array.isArray(json)) return note(place, 'must be a list')
  return json.map((part: unknown, index) => readValue(item, part, `${place}[${index}]`, note))
}

function readMap({ value }: MapShape, json: unknown, place: string, note: Note): unknown {
  if (!isRecord(json)) return note(place, 'must be an object')
  return Object.fromEntries(
    Object.entries(json).map(([name, part]) => [name, readValue(value, part, `${place}[${quoted(name)}]`, note)]),
  )
}

interface Scalar {
  readonly is: string
  /** Undefined for what is no such value. */
  readonly read: (json: unknown) => unknown
}

const SCALARS = {
  string: { is: 'a text', read: (json) => (typeof json === 'string' ? json : undefined) },
  integer: { is: 'a whole number', read: (json) => (Number.isSafeInteger(json) ? json : undefined) },
  double: { is: 'a number', read: (json) => (Number.isFinite(json) ? json : undefined) },
  boolean: { is: 'true or false', read: (json) => (typeof json === 'boolean' ? json : undefined) },
  timestamp: { is: 'a time such as 2030-01-31T12:00:00Z', read: readMoment },
  blob: { is: 'base64', read: (json) => (typeof json === 'string' ? readBase64(json) : undefined) },
  streaming: { is: 'left out', read: () => undefined },
} satisfies Record<ScalarShape['kind'], Scalar>

function readScalar(shape: ScalarShape, json: unknown, place: string, note: Note): unknown {
  const { is, read }: Scalar = SCALARS[shape.kind]
  const value = read(json)
  if (value === undefined) return note(place, `must be ${is}`)
  if (typeof value === 'string' && shape.values?.has(value) === false) {
    return note(place, `must be one of ${[...shape.values].join(', ')}`)
  }
  return value
}

function readMoment(json: unknown): Date | undefined {
  if (json instanceof Date) return Number.isNaN(json.getTime()) ? undefined : json
  return typeof json === 'string' ? parseTimestamp(json, 'date-time') : undefined
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

export function readBase64(text: string): Uint8Array | undefined {
  return text.length % 4 === 0 && BASE64.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined
}

export function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** A name that somebody else has chosen, as it stands in a sentence. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name)
}

/** A name that differs in its letters' case alone is what was meant. */
export function meant(name: string, names: readonly string[]): string {
  const alike = names.find((each) => each.toLowerCase() === name.toLowerCase())
  return alike === undefined ? '' : `; do you mean ${alike}?`
}
