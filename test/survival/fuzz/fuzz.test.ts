import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { seededRandom } from '../support/random.ts'
import { mutate } from './mutate.ts'
import { replayFile, retelling, runWalk } from './run-walk.ts'
import { share } from './share.ts'
import { TARGETS } from './targets/registry.ts'

/** `npm run test:fuzz` does a million. */
const INPUTS = 50_000
const FOLDER = join(import.meta.dirname, '../../../fixtures/fuzz')

describe('whatever comes in', () => {
  for (const [name, count] of share(TARGETS, INPUTS)) {
    test(`${name}: is taken or refused, within a second and in little memory`, async (t) => {
      const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))
      const { end, failures } = await runWalk(name, seed, count)
      assert.deepEqual(failures.map(retelling), [])
      t.diagnostic(`${end?.inputs} inputs in ${end?.seconds.toFixed(1)} s, slowest ${end?.slowestMs.toFixed(0)} ms`)
      assert.ok((end?.inputs ?? 0) >= count)
    })
  }
})

describe('the fuzzer', () => {
  test('makes the same input of the same number', () => {
    const rules = { words: ['word'], seeds: [Buffer.from('seed 12')], maxBytes: 1000 }
    const make = (number: number): string =>
      mutate(Buffer.from('a seed that is longer than a few bytes: 34'), seededRandom(number), rules).toString('latin1')
    for (let number = 0; number < 1000; number++) assert.equal(make(number), make(number))
    assert.ok(new Set(Array.from({ length: 1000 }, (_, number) => make(number))).size > 900)
  })

  test('sees an input that hangs, one that eats memory, one that crashes and what is no refusal', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
    t.after(() => rmSync(folder, { recursive: true, maxRetries: 5 }))
    for (const [input, seen] of [
      ['hang', /took more than \d+ ms/],
      ['eat', /took \d+ bytes of memory/],
      ['crash', /the process ended: SIGABRT/],
      ['be wrong', /a defect/],
      ['stumble', /SyntaxError/],
      ['be good', /^nothing$/],
    ] as const) {
      const path = join(folder, 'input')
      writeFileSync(path, input)
      const [failure] = await replayFile('itself', path)
      assert.match(failure?.what ?? 'nothing', seen)
    }
  })

  test('has seeds of which the page in their folder says where they come from', () => {
    const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'README.md')
      .map(({ parentPath, name }) => join(parentPath, name).slice(FOLDER.length + 1))
    const rows = [...readFileSync(join(FOLDER, 'README.md'), 'utf8').matchAll(/^\| `(.+)` \| .+ \|$/gm)].map(
      ([, file]) => file,
    )
    assert.deepEqual(new Set(rows), new Set(files))
  })
})
