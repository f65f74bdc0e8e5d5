/** A folder whose folders are buckets, and whose files below them are their objects. */
import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { contentTypeOf } from './content-type.ts'
import { oneKey } from './key-pattern.ts'
import { quoted } from './read-value.ts'
import type { Seed, SeedObject } from './seed.ts'
import { SeedError } from './seed-error.ts'

/** @returns the seed, and what of the folder cannot be one */
export function folderSeed(folder: string): { readonly seed: Seed; readonly mistakes: readonly string[] } {
  // Such as `.DS_Store`: no bucket is called so.
  const entries = entriesOf(folder).filter(({ name }) => !name.startsWith('.'))
  const mistakes = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => `${join(folder, name)} is no folder: each entry here is a bucket.`)
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  for (const name of names) mistakes.push(...mistakesBelow(join(folder, name)))
  const buckets = names.map((name) => ({
    place: join(folder, name),
    name,
    account: undefined,
    region: undefined,
    input: {},
    configurations: [],
  }))
  const objects: Iterable<SeedObject> = {
    *[Symbol.iterator]() {
      try {
        for (const name of names) yield* objectsBelow(join(folder, name), name, '')
      } catch (error) {
        throw new SeedError([
          `The seed ${folder} has changed: ${error instanceof Error ? error.message : String(error)}.`,
        ])
      }
    },
  }
  return { seed: { buckets, objects }, mistakes }
}

function entriesOf(folder: string): readonly Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** Links are not followed: they could lead anywhere. */
function* mistakesBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name)
    if (!isUnicode(path)) yield `${quoted(path)} has a name that is not UTF-8, as keys are.`
    else if (entry.isDirectory()) yield* mistakesBelow(path)
    else if (!entry.isFile()) yield `${quoted(path)} is neither a file nor a folder.`
  }
}

/** What of a name is no UTF-8 is read as U+FFFD, and so the name leads nowhere. */
function isUnicode(path: string): boolean {
  return !path.includes('\ufffd') || lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function* objectsBelow(folder: string, bucket: string, prefix: string): Generator<SeedObject> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name)
    const key = `${prefix}${entry.name}`
    if (!isUnicode(path)) continue
    if (entry.isDirectory()) yield* objectsBelow(path, bucket, `${key}/`)
    else if (entry.isFile()) yield objectOf(path, bucket, key)
  }
}

function objectOf(path: string, bucket: string, key: string): SeedObject {
  const ContentType = contentTypeOf(extname(path))
  return {
    place: path,
    bucket,
    keys: oneKey(key),
    input: ContentType === undefined ? {} : { ContentType },
    body: { kind: 'file', path, size: statSync(path).size },
  }
}
