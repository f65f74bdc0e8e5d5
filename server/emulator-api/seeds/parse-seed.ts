/** A document → a seed, and all that is wrong with it. What only the store can judge is for the rehearsal. */
import { parseBucket } from './parse-bucket.ts'
import { parseObject } from './parse-object.ts'
import { isRecord, meant, type Note, quoted } from './read-value.ts'
import type { Seed } from './seed.ts'
import { SeedError } from './seed-error.ts'
import { SEED_LIMITS } from './seed-limits.ts'

export interface ParsedSeed {
  /** What of the document could be read. */
  readonly seed: Seed
  /** Each a sentence. */
  readonly mistakes: readonly string[]
}

/** @param folder where the files lie that the document may name; undefined: it may name none */
export function parseSeed(document: unknown, folder?: string): ParsedSeed {
  const mistakes: string[] = []
  const note: Note = (place, what) => {
    mistakes.push(`${place} ${what}${what.endsWith('?') ? '' : '.'}`)
  }
  if (!isRecord(document)) return { seed: NOTHING, mistakes: ['A seed is a JSON object.'] }
  for (const name of Object.keys(document)) {
    if (!LISTS.includes(name)) note('A seed', `has no ${quoted(name)}${meant(name, LISTS)}`)
  }
  const buckets = listOf(document, 'buckets', note).flatMap((json, index) =>
    parseBucket(json, `buckets[${index}]`, note),
  )
  const objects = listOf(document, 'objects', note).flatMap((json, index) =>
    parseObject(json, { place: `objects[${index}]`, folder }, note),
  )
  const bucketNames = buckets.map(({ name, place }) => ({ name, place }))
  noteRepeated(bucketNames, note)
  const single = objects.filter(({ keys }) => keys.count === 1)
  noteRepeated(
    single.map(({ bucket, keys, place }) => ({ name: `${bucket}/${keys.key(0)}`, place })),
    note,
  )
  return { seed: { buckets, objects }, mistakes }
}

/** @throws SeedError when the text is no JSON or too long */
export function readJson(bytes: Uint8Array): unknown {
  const { bytes: most } = SEED_LIMITS
  if (bytes.length > most) throw new SeedError([`A seed has at most ${most} bytes, and this one has ${bytes.length}.`])
  try {
    return JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    )
  } catch (error) {
    throw new SeedError([`This is no JSON: ${error instanceof Error ? error.message : String(error)}.`])
  }
}

const LISTS = ['buckets', 'objects']
const NOTHING: Seed = { buckets: [], objects: [] }

function listOf(
  document: Readonly<Record<string, unknown>>,
  name: 'buckets' | 'objects',
  note: Note,
): readonly unknown[] {
  const { [name]: list = [] } = document
  if (!Array.isArray(list)) note(name, 'must be a list')
  else if (list.length > SEED_LIMITS[name]) note(name, `has at most ${SEED_LIMITS[name]} entries`)
  else return list
  return []
}

function noteRepeated(entries: readonly { readonly name: string; readonly place: string }[], note: Note): void {
  const seen = new Map<string, string>()
  for (const { name, place } of entries) {
    const before = seen.get(name)
    if (before === undefined) seen.set(name, place)
    else note(place, `is ${quoted(name)} again, after ${before}`)
  }
}
