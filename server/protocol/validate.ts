/** Checks decoded input against the model (required members, enumerations) and `constraints.ts`. */
import { type Constraint, constraints } from './constraints.ts'
import {
  type Binding,
  isStructure,
  type ListShape,
  type MapShape,
  type Member,
  type OperationModel,
  type Shape,
  type StructureShape,
} from './model.ts'

export interface Violation {
  /** Member path in the model's names: `Operation.S3PutObjectTagging.TagSet[0].Key`. */
  readonly path: string
  readonly kind: 'required' | 'enum' | 'length' | 'range' | 'pattern'
  /** Where the top member stood in the request. */
  readonly binding: Binding
  /** The top member's name on the wire: `x-amz-acl`, `max-keys`, `Tagging`. */
  readonly wireName: string
  /** The offending value, where it is text or a number. */
  readonly value?: string
  /** `Member must …`, as AWS's own validators word it. */
  readonly message: string
}

/** All violations in the model's order; empty when the input may pass. Streaming payloads are not looked at. */
export function validate(operation: OperationModel, input: object): readonly Violation[] {
  return operation.input.members.flatMap((member) =>
    checkMember(operation.input, member, input, '').map((fault) => ({
      ...fault,
      binding: member.binding,
      wireName: member.wireName,
    })),
  )
}

type Fault = Omit<Violation, 'binding' | 'wireName'>

function checkMember(structure: StructureShape, member: Member, holder: object, parent: string): Fault[] {
  const path = parent === '' ? member.name : `${parent}.${member.name}`
  const key = `${structure.name}.${member.name}`
  const constraint = constraints[key] ?? constraints[`*.${member.name}`]
  const value = (holder as Readonly<Record<string, unknown>>)[member.name]
  if (value !== undefined)
    return [...checkConstraint(constraint, value, path), ...checkShape(member.shape, value, path, key)]
  const required = member.required || constraint?.required === true
  if (!required || member.shape.kind === 'streaming') return []
  return [{ path, kind: 'required', message: 'Member must not be null' }]
}

/** @param key of the member whose value this is, for the constraints of its items */
function checkShape(shape: Shape, value: unknown, path: string, key: string): Fault[] {
  if (isStructure(shape)) return shape.members.flatMap((member) => checkMember(shape, member, value as object, path))
  if (shape.kind === 'list') return checkList(shape, value as readonly unknown[], path, key)
  if (shape.kind === 'map') return checkMap(shape, value as Readonly<Record<string, unknown>>, path, key)
  if (shape.values === undefined || shape.values.has(String(value))) return []
  return [fault('enum', path, value, `satisfy enum value set: [${[...shape.values].join(', ')}]`)]
}

function checkList(shape: ListShape, items: readonly unknown[], path: string, key: string): Fault[] {
  return items.flatMap((item, index) => [
    ...checkConstraint(constraints[`${key}[]`], item, `${path}[${index}]`),
    ...checkShape(shape.item, item, `${path}[${index}]`, `${key}[]`),
  ])
}

function checkMap(shape: MapShape, map: Readonly<Record<string, unknown>>, path: string, key: string): Fault[] {
  return Object.entries(map).flatMap(([name, value]) => [
    ...checkConstraint(constraints[`${key}{key}`], name, `${path}.${name}`),
    ...checkConstraint(constraints[`${key}{value}`], value, `${path}.${name}`),
    ...checkShape(shape.value, value, `${path}.${name}`, `${key}{value}`),
  ])
}

function checkConstraint(constraint: Constraint | undefined, value: unknown, path: string): Fault[] {
  if (constraint === undefined) return []
  const { length, range, pattern } = constraint
  return [
    ...(length === undefined ? [] : checkBounds('length', length, sizeOf(value), path, value)),
    ...(range === undefined ? [] : checkBounds('range', range, Number(value), path, value)),
    ...(pattern === undefined || pattern.test(String(value))
      ? []
      : [fault('pattern', path, value, `satisfy regular expression pattern: ${pattern.source}`)]),
  ]
}

function checkBounds(
  kind: 'length' | 'range',
  [least, most]: readonly [number, number],
  size: number,
  path: string,
  value: unknown,
): Fault[] {
  const noun = kind === 'length' ? 'length' : 'value'
  if (size < least) return [fault(kind, path, value, `have ${noun} greater than or equal to ${least}`)]
  if (size > most) return [fault(kind, path, value, `have ${noun} less than or equal to ${most}`)]
  return []
}

/** Code points of a text, entries of a list or map. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Array.from(value).length
  return Array.isArray(value) ? value.length : Object.keys(value as object).length
}

function fault(kind: Violation['kind'], path: string, value: unknown, rule: string): Fault {
  const shown = typeof value === 'string' || typeof value === 'number' ? { value: String(value) } : {}
  return { path, kind, message: `Member must ${rule}`, ...shown }
}
