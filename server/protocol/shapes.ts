/**
 * Reads the generated tables. A line of `shapes` is one shape, its words parted by blanks:
 *
 *     JobStatus enum Active Cancelled
 *     S3TagSet list S3Tag                      list of S3Tag in <member>; `item=Name` names the item's element
 *     Metadata map string
 *     Grant structure Grantee!:Grantee,xml=…   members; `!` required, traits after commas; `@xml=` the shape's own name
 *
 * A target is a scalar (`string`, `integer`, `timestamp.http-date` …), a shape's name, `[target]` or `{target}`.
 * Lines are indexed when a service is first used and parsed when their shape is first asked for.
 */
import {
  type Binding,
  isStructure,
  type Member,
  type ScalarShape,
  type Shape,
  type StructureShape,
  type TimestampFormat,
} from './model.ts'

export interface ShapeTable {
  readonly shape: (target: string) => Shape
  readonly structure: (name: string) => StructureShape
}

export function shapeTable(text: string): ShapeTable {
  const lines = new Map<string, string>()
  for (const line of text.split('\n')) if (line !== '') lines.set(line.slice(0, line.indexOf(' ')), line)
  const shapes = new Map<string, Shape>(Object.entries(SCALARS))

  function shape(target: string): Shape {
    const known = shapes.get(target)
    if (known !== undefined) return known
    const made = make(target)
    shapes.set(target, made)
    return made
  }

  function make(target: string): Shape {
    if (target.startsWith('[')) return lazyList(shape, target.slice(1, -1), 'member')
    if (target.startsWith('{')) return lazyMap(shape, target.slice(1, -1))
    const line = lines.get(target)
    if (line === undefined) throw new Error(`the generated table has no shape ${target}`)
    return parseLine(line.split(' '), shape)
  }

  function structure(name: string): StructureShape {
    if (name === 'Unit') return UNIT
    const found = shape(name)
    if (!isStructure(found)) throw new Error(`${name} is no structure`)
    return found
  }

  return { shape, structure }
}

const UNIT: StructureShape = { kind: 'structure', name: 'Unit', members: [] }

const SCALARS: Readonly<Record<string, ScalarShape>> = {
  string: { kind: 'string' },
  integer: { kind: 'integer' },
  double: { kind: 'double' },
  boolean: { kind: 'boolean' },
  blob: { kind: 'blob' },
  streaming: { kind: 'streaming' },
  timestamp: { kind: 'timestamp' },
  ...timestamp('date-time'),
  ...timestamp('http-date'),
  ...timestamp('epoch-seconds'),
}

function timestamp(format: TimestampFormat): Record<string, ScalarShape> {
  return { [`timestamp.${format}`]: { kind: 'timestamp', format } }
}

type Resolve = (target: string) => Shape

function parseLine(words: readonly string[], resolve: Resolve): Shape {
  const [name = '', kind, ...rest] = words
  if (kind === 'enum') return { kind: 'string', name, values: new Set(rest) }
  if (kind === 'list') return lazyList(resolve, rest[0] ?? '', rest[1]?.slice('item='.length) ?? 'member')
  if (kind === 'map') return lazyMap(resolve, rest[0] ?? '')
  if (kind === 'structure' || kind === 'union') return parseStructure(kind, name, rest, resolve)
  throw new Error(`the generated table has a line of unknown kind: ${words.join(' ')}`)
}

/** Shapes refer to each other in circles, so that each is looked up when it is first asked for. */
function lazy(resolve: Resolve, target: string): () => Shape {
  let found: Shape | undefined
  return () => {
    found ??= resolve(target)
    return found
  }
}

function lazyList(resolve: Resolve, target: string, itemName: string): Shape {
  const item = lazy(resolve, target)
  return {
    kind: 'list',
    itemName,
    get item() {
      return item()
    },
  }
}

function lazyMap(resolve: Resolve, target: string): Shape {
  const value = lazy(resolve, target)
  return {
    kind: 'map',
    get value() {
      return value()
    },
  }
}

function parseStructure(kind: 'structure' | 'union', name: string, words: readonly string[], resolve: Resolve): Shape {
  const own = words.find((word) => word.startsWith('@xml='))
  const members = words.filter((word) => !word.startsWith('@')).map((word) => parseMember(word, resolve))
  return { kind, name, members, ...(own === undefined ? {} : { xmlName: own.slice('@xml='.length) }) }
}

function parseMember(word: string, resolve: Resolve): Member {
  const [head = '', ...traitWords] = word.split(',')
  const colon = head.indexOf(':')
  const target = head.slice(colon + 1)
  const name = head.slice(0, colon).replace('!', '')
  const traits = new Map(traitWords.map(splitTrait))
  const binding = BINDINGS.find((candidate) => traits.has(candidate)) ?? 'body'
  const wireName =
    (binding === 'body' || binding === 'payload' ? undefined : traits.get(binding)) ?? traits.get('xml') ?? name
  const [prefix, uri] = traits.get('namespace')?.split('|') ?? []
  const shape = lazy(resolve, target)
  return {
    name,
    required: head[colon - 1] === '!',
    binding,
    wireName: binding === 'header' || binding === 'prefix' ? wireName.toLowerCase() : wireName,
    flattened: traits.has('flat'),
    attribute: traits.has('attribute'),
    idempotencyToken: traits.has('token'),
    ...(prefix === undefined || uri === undefined ? {} : { namespace: { prefix, uri } }),
    get shape() {
      return shape()
    },
  }
}

const BINDINGS: readonly Binding[] = ['label', 'query', 'header', 'prefix', 'payload']

function splitTrait(trait: string): [string, string | undefined] {
  const equals = trait.indexOf('=')
  return equals < 0 ? [trait, undefined] : [trait.slice(0, equals), trait.slice(equals + 1)]
}
