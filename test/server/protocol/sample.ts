/** Makes a value for a shape that uses every member once, the same on each call: food for round trips. */
import { controlAdditions } from '../../../server/protocol/additions.ts'
import { isStructure, type Member, type Shape } from '../../../server/protocol/model.ts'

export function sampleOf(shape: Shape, name: string, depth = 0): unknown {
  if (isStructure(shape)) {
    const members = shape.kind === 'union' ? shape.members.slice(0, 1) : shape.members
    return sampleMembers(
      members.filter((member) => !isAddition(shape.name, member)),
      depth + 1,
    )
  }
  if (shape.kind === 'list') return [sampleOf(shape.item, `${name} 0`, depth), sampleOf(shape.item, `${name} 1`, depth)]
  if (shape.kind === 'map') return { [`${name.toLowerCase()}-k`]: sampleOf(shape.value, name, depth) }
  return SCALARS[shape.kind](name, shape.values)
}

export function sampleMembers(members: readonly Member[], depth = 0): Record<string, unknown> {
  if (depth > 12) throw new Error('the model is recursive')
  return Object.fromEntries(
    members
      .filter((member) => member.shape.kind !== 'streaming')
      .map((member) => [member.name, sampleOf(member.shape, member.name, depth)]),
  )
}

/** Members that the clients in use do not know yet. */
function isAddition(structure: string, { name }: Member): boolean {
  return (controlAdditions.members[structure] ?? []).some((added) => added.startsWith(`${name}:`))
}

const SCALARS = {
  string: (name: string, values?: ReadonlySet<string>) => [...(values ?? [])][0] ?? `${name} <&>"'`,
  integer: (name: string) => name.length + 1,
  double: (name: string) => name.length + 0.5,
  boolean: () => true,
  timestamp: () => new Date('2026-01-02T03:04:05Z'),
  blob: (name: string) => new Uint8Array(Buffer.from(name)),
  streaming: () => undefined,
}
