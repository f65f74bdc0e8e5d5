import type { Random } from '../support/random.ts'

/** Something of ours that takes bytes from strangers. */
export interface FuzzTarget {
  /** Folder of its seeds in `fixtures/fuzz`. */
  readonly seeds: string
  /** Seeds that are made, beside those of the folder. */
  readonly made?: () => readonly Buffer[]
  readonly words: readonly string[]
  readonly maxBytes: number
  /** How much of the work is spent on it. */
  readonly weight: number
  /**
   * Does with an input what the program does. What it throws must be a refusal; anything else, and `Defect` above all,
   * is a failure. The numbers are the input's own: they are the same when it is done again.
   */
  run(input: Buffer, random: Random): void | Promise<void>
  /** Whether what was thrown is a refusal that is meant. */
  isRefusal(error: unknown): boolean
  /** After the last input. */
  end?(): void | Promise<void>
}

/** Something came out that must not. */
export class Defect extends Error {}

/** Text up to the first line feed, and what is behind it. */
export function firstLine(input: Buffer): readonly [line: string, rest: Buffer] {
  const end = input.indexOf(0x0a)
  return end < 0
    ? [input.toString('latin1'), input.subarray(input.length)]
    : [input.toString('latin1', 0, end), input.subarray(end + 1)]
}

/** One of a list by a text: the one it names, else any, but always the same. */
export function named<Item>(items: ReadonlyMap<string, Item>, name: string): Item {
  const found = items.get(name)
  if (found !== undefined) return found
  let sum = 0
  for (let at = 0; at < name.length; at++) sum = (Math.imul(sum, 31) + name.charCodeAt(at)) >>> 0
  return [...items.values()][sum % items.size] as Item
}
