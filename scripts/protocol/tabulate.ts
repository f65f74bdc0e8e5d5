/**
 * Reads the static schemas of a client package. Their forms, from @smithy/types: `[id, namespace, name, traits, …]`
 * with id 0 simple, 1 list, 2 map, 3 structure, 4 union, 9 operation; `[schema, traits]` is a member; a number is a
 * plain type, plus 64 a list of it, plus 128 a map of it; a function stands for what it returns.
 */
import type { Additions } from '../../server/protocol/additions.ts'
import type { Declarations } from './declarations.ts'

export interface ServiceTable {
  readonly operations: readonly string[]
  readonly shapes: readonly string[]
}

type Traits = Readonly<Record<string, unknown>>

const SCALARS: Readonly<Record<number, string>> = {
  0: 'string',
  1: 'integer',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp.date-time',
  6: 'timestamp.http-date',
  7: 'timestamp.epoch-seconds',
  21: 'blob',
  42: 'streaming',
}
const TRAIT_BITS = ['httpLabel', 'idempotent', 'idempotencyToken', 'sensitive', 'httpPayload', 'httpResponseCode']

export function tabulate(client: object, declarations: Declarations, additions: Additions): ServiceTable {
  const tabulator = new Tabulator(declarations, additions)
  const operations = Object.entries(client)
    .filter(([name, schema]) => name.endsWith('$') && Array.isArray(schema) && schema[0] === 9)
    .map(([, schema]) => tabulator.operation(schema as unknown[]))
  for (const line of additions.shapes) tabulator.shapes.set(line.slice(0, line.indexOf(' ')), line)
  return { operations: operations.sort(byCode), shapes: [...tabulator.shapes.values()].sort(byCode) }
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

class Tabulator {
  readonly shapes = new Map<string, string>()
  readonly #declarations: Declarations
  readonly #additions: Additions

  constructor(declarations: Declarations, additions: Additions) {
    this.#declarations = declarations
    this.#additions = additions
  }

  operation(schema: unknown[]): string {
    const traits = traitsOf(schema[3])
    const [method, uri, status] = traits['http'] as [string, string, number]
    const address = uri.replaceAll(/[?&]x-id=\w+/g, '')
    const name = schema[2] as string
    const answered = this.#additions.statuses[name] ?? status
    return [name, method, address, answered, this.#target(schema[4]), this.#target(schema[5])].join(' ')
  }

  #target(reference: unknown, enumName?: string): string {
    const schema = deref(reference)
    if (typeof schema === 'number') return this.#plain(schema, enumName)
    if (schema === 'unit') return 'Unit'
    if (!Array.isArray(schema)) throw new Error(`schema ${String(schema)} has no form that is known here`)
    if (schema.length === 2) return this.#target(schema[0], enumName)
    if (traitsOf(schema[3])['streaming'] !== undefined) return 'streaming'
    if (schema[0] === 0) return this.#plain(schema[4] as number, enumName)
    return this.#named(schema, enumName)
  }

  #plain(code: number, enumName: string | undefined): string {
    if (code >= 128) return `{${this.#plain(code - 128, enumName)}}`
    if (code >= 64) return `[${this.#plain(code - 64, enumName)}]`
    const values = code === 0 && enumName !== undefined ? this.#declarations.enums.get(enumName) : undefined
    if (enumName === undefined || values === undefined) return scalar(code)
    this.shapes.set(enumName, `${enumName} enum ${values.join(' ')}`)
    return enumName
  }

  #named(schema: unknown[], enumName: string | undefined): string {
    const name = schema[2] as string
    if (this.shapes.has(name)) return name
    this.shapes.set(name, '')
    if (schema[0] === 1) this.shapes.set(name, this.#list(name, schema[4], enumName))
    else if (schema[0] === 2) this.shapes.set(name, `${name} map ${this.#target(schema[5])}`)
    else this.shapes.set(name, this.#structure(name, schema))
    return name
  }

  #list(name: string, item: unknown, enumName: string | undefined): string {
    const xmlName = memberTraits(item)['xmlName']
    return [
      name,
      'list',
      this.#target(item, enumName),
      ...(xmlName === undefined ? [] : [`item=${xmlName as string}`]),
    ].join(' ')
  }

  #structure(name: string, schema: unknown[]): string {
    const names = schema[4] as string[]
    const required = (schema[6] as number | undefined) ?? 0
    const xmlName = traitsOf(schema[3])['xmlName']
    const members = names.map((member, index) =>
      this.#member(name, member, (schema[5] as unknown[])[index], index < required),
    )
    return [
      name,
      schema[0] === 4 ? 'union' : 'structure',
      ...(xmlName === undefined ? [] : [`@xml=${xmlName as string}`]),
      ...members,
      ...(this.#additions.members[name] ?? []),
    ].join(' ')
  }

  #member(structure: string, member: string, schema: unknown, required: boolean): string {
    const traits = memberTraits(schema)
    const key = `${structure}.${member}`
    const target = this.#additions.targets[key] ?? this.#target(schema, this.#declarations.memberTypes.get(key))
    return [`${member}${required ? '!' : ''}:${target}`, ...traitWords(traits)].join(',')
  }
}

function traitWords(traits: Traits): string[] {
  const words: (string | undefined)[] = [
    traits['httpLabel'] === undefined ? undefined : 'label',
    valued('header', traits['httpHeader']),
    valued('prefix', traits['httpPrefixHeaders']),
    valued('query', traits['httpQuery']),
    traits['httpPayload'] === undefined ? undefined : 'payload',
    traits['idempotencyToken'] === undefined ? undefined : 'token',
    valued('xml', traits['xmlName']),
    traits['xmlFlattened'] === undefined ? undefined : 'flat',
    traits['xmlAttribute'] === undefined ? undefined : 'attribute',
    valued('namespace', Array.isArray(traits['xmlNamespace']) ? traits['xmlNamespace'].join('|') : undefined),
  ]
  return words.filter((word) => word !== undefined)
}

function valued(word: string, value: unknown): string | undefined {
  return typeof value === 'string' ? `${word}=${value}` : undefined
}

function scalar(code: number): string {
  const name = SCALARS[code]
  if (name === undefined) throw new Error(`schema code ${code} is not known here`)
  return name
}

function memberTraits(schema: unknown): Traits {
  return Array.isArray(schema) && schema.length === 2 ? { ...memberTraits(schema[0]), ...traitsOf(schema[1]) } : {}
}

function traitsOf(traits: unknown): Traits {
  if (typeof traits !== 'number') return traits as Traits
  return Object.fromEntries(TRAIT_BITS.filter((_, bit) => ((traits >> bit) & 1) === 1).map((trait) => [trait, 1]))
}

function deref(reference: unknown): unknown {
  return typeof reference === 'function' ? (reference as () => unknown)() : reference
}
