import { isStructure, type Shape, type StructureShape } from '../../protocol/model.ts'

/** A structure read back from JSON: its timestamps are dates again. */
export function revived(shape: StructureShape, stored: unknown): Readonly<Record<string, unknown>> {
  const values = (stored ?? {}) as Readonly<Record<string, unknown>>
  const made: Record<string, unknown> = {}
  for (const { name, shape: member } of shape.members) {
    const value = values[name]
    if (value !== undefined && value !== null) made[name] = revivedValue(member, value)
  }
  return made
}

function revivedValue(shape: Shape, value: unknown): unknown {
  if (isStructure(shape)) return revived(shape, value)
  if (shape.kind === 'list') return (value as readonly unknown[]).map((item) => revivedValue(shape.item, item))
  if (shape.kind === 'timestamp' && typeof value === 'string') return new Date(value)
  return value
}
