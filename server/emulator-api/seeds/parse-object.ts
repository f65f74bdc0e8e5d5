import { realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { isHeaderToken } from '../../protocol/headers.ts'
import { objectOperation } from '../../protocol/operations.ts'
import { type KeyPattern, manyKeys, oneKey } from './key-pattern.ts'
import { OBJECT_MEMBERS } from './object-members.ts'
import { isRecord, meant, type Note, quoted, readBase64, readValue } from './read-value.ts'
import type { SeedBody, SeedObject } from './seed.ts'
import { SEED_LIMITS } from './seed-limits.ts'

export interface ObjectPlace {
  readonly place: string
  /** Where files may lie; undefined: the document may name none. */
  readonly folder: string | undefined
}

/** @returns none when it is not clear which object is meant, or of what */
export function parseObject(json: unknown, { place, folder }: ObjectPlace, note: Note): readonly SeedObject[] {
  if (!isRecord(json)) {
    note(place, 'must be an object')
    return []
  }
  for (const name of Object.keys(json))
    if (!NAMES.has(name)) note(place, `has no ${quoted(name)}${meant(name, [...NAMES])}`)
  const { Bucket: bucket } = json
  if (typeof bucket !== 'string') note(`${place}.Bucket`, 'must be the name of a bucket')
  const keys = parseKeys(json, place, note)
  const body = parseBody(json, { place, folder }, note)
  const input = Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => {
      const shape = SHAPES.get(name)
      if (shape === undefined || value === undefined) return []
      return [[name, readValue(shape, value, `${place}.${name}`, note)]]
    }),
  )
  for (const name of Object.keys(isRecord(json['Metadata']) ? json['Metadata'] : {})) {
    if (!isHeaderToken(name)) note(`${place}.Metadata[${quoted(name)}]`, 'is no name that a header can have')
  }
  if (typeof bucket !== 'string' || keys === undefined || body === undefined) return []
  return [{ place, bucket, keys, body, input }]
}

const BODIES = ['text', 'base64', 'file'] as const
const NAMES: ReadonlySet<string> = new Set(['Bucket', 'Key', ...OBJECT_MEMBERS, 'count', ...BODIES])
const SHAPES = new Map(
  objectOperation('PutObject')
    .input.members.filter(({ name }) => OBJECT_MEMBERS.some((each) => each === name))
    .map(({ name, shape }) => [name, shape]),
)

function parseKeys(json: Readonly<Record<string, unknown>>, place: string, note: Note): KeyPattern | undefined {
  const { Key: key, count } = json
  if (typeof key !== 'string' || key === '') note(`${place}.Key`, 'must be the key of the object')
  if (count !== undefined && !isCount(count)) {
    note(`${place}.count`, `must be a whole number from 1 to ${SEED_LIMITS.count}`)
  } else if (typeof key === 'string' && key !== '') {
    if (!key.isWellFormed()) note(`${place}.Key`, 'must be Unicode')
    if (count === undefined) return oneKey(key)
    const keys = manyKeys(key, count)
    if (keys === undefined) note(`${place}.Key`, 'must have one place for the number, written %d or %06d')
    return keys
  }
  return undefined
}

function isCount(count: unknown): count is number {
  return typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= SEED_LIMITS.count
}

function parseBody(json: Readonly<Record<string, unknown>>, where: ObjectPlace, note: Note): SeedBody | undefined {
  const [name, ...more] = BODIES.filter((each) => json[each] !== undefined)
  const { place } = where
  if (more.length > 0) note(place, `has one body at the most, and this one has ${[name, ...more].join(' and ')}`)
  if (name === undefined) return { kind: 'bytes', bytes: new Uint8Array() }
  const { [name]: value } = json
  if (typeof value !== 'string') return note(`${place}.${name}`, 'must be a text') ?? undefined
  return BODY_READERS[name](value, { ...where, place: `${place}.${name}` }, note)
}

const BODY_READERS = {
  text: (text) => ({ kind: 'bytes', bytes: new Uint8Array(Buffer.from(text)) }),
  base64(text, { place }, note) {
    const bytes = readBase64(text)
    if (bytes === undefined) note(place, 'must be base64')
    return bytes && { kind: 'bytes', bytes }
  },
  file(text, { place, folder }, note) {
    if (folder !== undefined) return fileBelow(folder, text, place, note)
    note(place, 'can be said only in a file that the server was started with (--seed)')
    return undefined
  },
} satisfies Record<(typeof BODIES)[number], (text: string, where: ObjectPlace, note: Note) => SeedBody | undefined>

/** Links are followed first: what counts is where the bytes lie. */
function fileBelow(folder: string, path: string, place: string, note: Note): SeedBody | undefined {
  const found = isAbsolute(path) || path.includes('\0') ? undefined : realFile(join(folder, path))
  if (found === undefined) {
    note(place, `must be the path of a file from the seed's own folder, and ${quoted(path)} is none`)
    return undefined
  }
  const way = relative(realpathSync(folder), found.path)
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return found
  note(place, "must be the path of a file in the seed's own folder, and this one leads out of it")
  return undefined
}

function realFile(path: string): (SeedBody & { readonly kind: 'file' }) | undefined {
  try {
    const real = realpathSync(path)
    const entry = statSync(real)
    return entry.isFile() ? { kind: 'file', path: real, size: entry.size } : undefined
  } catch {
    return undefined
  }
}
