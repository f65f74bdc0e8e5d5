/** Finds the S3 Control operation that a method and path address. */
import type { OperationModel } from '../model.ts'
import { operationsOf } from '../operations.ts'
import { decodePath } from '../percent.ts'

export type ControlRoute =
  | {
      readonly kind: 'operation'
      readonly operation: OperationModel
      readonly labels: Readonly<Record<string, string>>
    }
  | { readonly kind: 'unknown' }

/**
 * @param path the request's path, still percent-encoded, without query; `/v20180820/…`
 * @throws ProtocolError `InvalidURI` when a label cannot be decoded
 */
export function routeControl(method: string, path: string): ControlRoute {
  routes ??= compile()
  const segments = withoutLastSlashes(path).split('/').slice(1)
  for (const template of routes.get(method) ?? []) {
    const labels = match(template.segments, segments)
    if (labels !== undefined) return { kind: 'operation', operation: template.operation, labels }
  }
  return { kind: 'unknown' }
}

/** `replace` with a pattern would take quadratic time for a path of slashes that ends in something else. */
function withoutLastSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end--
  return path.slice(0, end)
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label' | 'greedy'; readonly name: string }

interface Template {
  readonly operation: OperationModel
  readonly segments: readonly Segment[]
}

let routes: ReadonlyMap<string, readonly Template[]> | undefined

function compile(): ReadonlyMap<string, readonly Template[]> {
  const templates = operationsOf('s3control').map((operation) => ({
    operation,
    segments: operation.path.split('/').slice(1).map(parseSegment),
  }))
  return Map.groupBy(templates.sort(bySpecificity), ({ operation }) => operation.method)
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{(\w+)(\+?)\}$/.exec(text) ?? []
  if (name === undefined) return { kind: 'literal', text }
  return { kind: plus === '+' ? 'greedy' : 'label', name }
}

const RANK = { literal: 0, label: 1, greedy: 2 } satisfies Record<Segment['kind'], number>

/** Literals before labels before greedy labels, place by place; where one is the other's beginning, the longer first. */
function bySpecificity(a: Template, b: Template): number {
  for (const [index, segment] of a.segments.entries()) {
    const other = b.segments[index]
    if (other === undefined) return -1
    if (RANK[segment.kind] !== RANK[other.kind]) return RANK[segment.kind] - RANK[other.kind]
  }
  return b.segments.length - a.segments.length
}

/** A greedy label takes what the segments after it leave, at least one segment. */
function match(template: readonly Segment[], segments: readonly string[]): Record<string, string> | undefined {
  const spare = segments.length - template.length
  const greedy = template.findIndex(({ kind }) => kind === 'greedy')
  if (spare < 0 || (spare > 0 && greedy < 0)) return undefined
  const labels: Record<string, string> = {}
  for (const [index, segment] of template.entries()) {
    const start = greedy >= 0 && index > greedy ? index + spare : index
    const text = segments.slice(start, index === greedy ? start + spare + 1 : start + 1).join('/')
    if (segment.kind === 'literal' ? segment.text !== text : text === '') return undefined
    if (segment.kind !== 'literal') labels[segment.name] = decodePath(text)
  }
  return labels
}
