/** Makes a hostile input out of a seed: the same one for the same numbers drawn. */
import type { Random } from '../support/random.ts'

export interface MutationRules {
  /** Words of the format, which bytes alone would hardly ever hit upon. */
  readonly words: readonly string[]
  /** Other seeds of the same kind, to splice from. */
  readonly seeds: readonly Buffer[]
  /** No input becomes longer. */
  readonly maxBytes: number
}

type Mutation = (input: Buffer, random: Random, rules: MutationRules) => Buffer

/** One time in so many an input is blown up by repeating a piece of it: what takes quadratic time shows then. */
const BLOW_UP = 40

export function mutate(seed: Buffer, random: Random, rules: MutationRules): Buffer {
  let input = seed
  for (let times = 1 + random.below(4); times > 0; times--) input = random.pick(MUTATIONS)(input, random, rules)
  if (random.below(BLOW_UP) === 0) input = blowUp(input, random, rules)
  return input.length > rules.maxBytes ? input.subarray(0, rules.maxBytes) : input
}

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  setByte,
  insertWord,
  insertWord,
  replaceWithWord,
  changeNumber,
  changeNumber,
  remove,
  repeat,
  repeatElement,
  truncate,
  swap,
  splice,
  insertBytes,
]

/** Texts that programs of every kind stumble over. */
const COMMON = [
  '0',
  '-1',
  '1',
  '00',
  '2147483647',
  '2147483648',
  '4294967296',
  '9007199254740992',
  '99999999999999999999',
  '-2147483649',
  '1e400',
  '0.1',
  'NaN',
  'Infinity',
  '0x10',
  'true',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  '$date',
  '../',
  '..%2f',
  '%2e%2e/',
  '/etc/passwd',
  'C:\\',
  '%00',
  '%',
  '%zz',
  '%c0%af',
  '%ed%a0%80',
  '%f0%9f%98%80',
  '\0',
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  ' \t \t ',
  '\u00a0',
  '\ufeff',
  '\u2028',
  '\u{1f600}',
  'é',
  '\x7f',
  '\x1b[2J',
  '"',
  "'",
  '\\',
  ',',
  ';',
  ':',
  '=',
  '&',
  '?',
  '#',
  '/',
  '*',
  '<',
  '>',
  '{',
  '}',
  '[',
  ']',
  '${',
  '`',
]

const RAW = [Buffer.from([0xff]), Buffer.from([0xc0, 0xaf]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xf5, 0x80])]
const NUMBERS = [
  '0',
  '-1',
  '1',
  '255',
  '256',
  '65536',
  '2147483647',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '99999999999999999999',
]

function word(random: Random, { words }: MutationRules): Buffer {
  if (random.below(16) === 0) return random.pick(RAW)
  return Buffer.from(words.length > 0 && random.below(2) === 0 ? random.pick(words) : random.pick(COMMON))
}

function flipBit(input: Buffer, random: Random): Buffer {
  if (input.length === 0) return input
  const changed = Buffer.from(input)
  const at = random.below(input.length)
  changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8))
  return changed
}

function setByte(input: Buffer, random: Random): Buffer {
  if (input.length === 0) return input
  const changed = Buffer.from(input)
  changed[random.below(input.length)] = random.below(256)
  return changed
}

function insertWord(input: Buffer, random: Random, rules: MutationRules): Buffer {
  return replaced(input, random.below(input.length + 1), 0, word(random, rules))
}

function replaceWithWord(input: Buffer, random: Random, rules: MutationRules): Buffer {
  const [at, length] = piece(input, random)
  return replaced(input, at, length, word(random, rules))
}

/** A number of the input becomes one at some border. */
function changeNumber(input: Buffer, random: Random): Buffer {
  const from = random.below(input.length + 1)
  let at = from
  while (at < input.length && !isDigit(input[at])) at++
  let end = at
  while (end < input.length && isDigit(input[end])) end++
  return end === at ? input : replaced(input, at, end - at, Buffer.from(random.pick(NUMBERS)))
}

function remove(input: Buffer, random: Random): Buffer {
  const [at, length] = piece(input, random)
  return replaced(input, at, length, EMPTY)
}

function repeat(input: Buffer, random: Random, rules: MutationRules): Buffer {
  const [at, length] = piece(input, random)
  const times = Math.min(1 + random.below(8), Math.floor(rules.maxBytes / Math.max(1, length)))
  return replaced(input, at, 0, timesOf(input.subarray(at, at + length), times))
}

const ELEMENT = /<(\w+)>[^]*?<\/\1>/

/** One of a document's elements, with all that is in it: bytes alone would hardly ever make a longer list. */
function repeatElement(input: Buffer, random: Random, rules: MutationRules): Buffer {
  const from = random.below(input.length + 1)
  const found = ELEMENT.exec(input.toString('latin1', from, from + MOST_ELEMENT))
  if (found === null) return repeat(input, random, rules)
  const element = Buffer.from(found[0], 'latin1')
  const times = Math.min(1 + random.below(16), Math.floor(rules.maxBytes / element.length))
  return replaced(input, from + found.index, 0, timesOf(element, times))
}

/** Bytes in which one is looked for. */
const MOST_ELEMENT = 2_000

function blowUp(input: Buffer, random: Random, rules: MutationRules): Buffer {
  const at = random.below(input.length + 1)
  const length = Math.min(1 + random.below(12), input.length - at)
  const source = length > 0 && random.below(4) > 0 ? input.subarray(at, at + length) : word(random, rules)
  // Mostly by less than there is room for: what is longest is refused for that, and nothing sees it.
  const room = Math.max(0, rules.maxBytes - input.length) >> random.below(8)
  return replaced(input, at, 0, timesOf(source, Math.floor(room / Math.max(1, source.length))))
}

function truncate(input: Buffer, random: Random): Buffer {
  return input.subarray(0, random.below(input.length + 1))
}

function swap(input: Buffer, random: Random): Buffer {
  const [at, length] = piece(input, random)
  const rest = replaced(input, at, length, EMPTY)
  return replaced(rest, random.below(rest.length + 1), 0, input.subarray(at, at + length))
}

function splice(input: Buffer, random: Random, { seeds }: MutationRules): Buffer {
  const other = random.pick(seeds)
  const [from, length] = piece(other, random)
  const [at, cut] = piece(input, random)
  return replaced(input, at, cut, other.subarray(from, from + length))
}

function insertBytes(input: Buffer, random: Random): Buffer {
  return replaced(input, random.below(input.length + 1), 0, random.bytes(1 + random.below(16)))
}

const EMPTY = Buffer.alloc(0)

/** Somewhere, and mostly short. */
function piece(input: Buffer, random: Random): readonly [at: number, length: number] {
  const at = random.below(input.length + 1)
  const most = random.below(4) === 0 ? input.length - at : Math.min(24, input.length - at)
  return [at, random.below(most + 1)]
}

function replaced(input: Buffer, at: number, length: number, by: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, at), by, input.subarray(at + length)])
}

function timesOf(source: Buffer, times: number): Buffer {
  return Buffer.alloc(source.length * times, source.length === 0 ? undefined : source)
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}
