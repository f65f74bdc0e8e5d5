/** The seeds in `fixtures/fuzz`, a folder a kind, and what is made of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Random, seededRandom } from '../support/random.ts'
import { mutate } from './mutate.ts'
import type { FuzzTarget } from './target.ts'

const FOLDER = join(import.meta.dirname, '../../../fixtures/fuzz')

export interface Seed {
  readonly name: string
  readonly bytes: Buffer
}

export interface Corpus {
  readonly seeds: readonly Seed[]
  /** The input of a number, and the numbers that go on from there. */
  readonly input: (number: number) => { readonly input: Buffer; readonly random: Random }
}

export function corpusOf({ seeds: folder, made, words, maxBytes }: FuzzTarget): Corpus {
  const names = readdirSync(join(FOLDER, folder)).sort()
  const kept = names.map((name) => ({ name: `${folder}/${name}`, bytes: readFileSync(join(FOLDER, folder, name)) }))
  const seeds = [...kept, ...(made?.() ?? []).map((bytes, index) => ({ name: `made ${index}`, bytes }))]
  const rules = { words, seeds: seeds.map(({ bytes }) => bytes), maxBytes }
  return {
    seeds,
    input(number) {
      const random = seededRandom(number)
      return { input: mutate(random.pick(rules.seeds), random, rules), random }
    },
  }
}

/** The number of the input that comes at this place of a walk. */
export function numberAt(walkSeed: number, index: number): number {
  return seededRandom((walkSeed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0).below(2 ** 32)
}
