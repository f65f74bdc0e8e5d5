import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { sameText } from '../../../server/auth/signature-v4.ts'

const FOLDER = join(import.meta.dirname, '../../../server/auth')

describe('signatures', () => {
  test('are compared in a time that does not tell how much of them is right', () => {
    const comparisons = readdirSync(FOLDER)
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const lines = readFileSync(join(FOLDER, name), 'utf8').split('\n')
        return lines
          .filter((line) => /\bsignature\s*[!=]==|[!=]==\s*(?:\w+\.)*signature\b/i.test(line))
          .map((line) => `${name}: ${line.trim()}`)
      })
    // Whether there is one at all is no secret.
    assert.deepEqual(
      comparisons.filter((line) => !/=== undefined|!== undefined/.test(line)),
      [],
    )
    assert.match(readFileSync(join(FOLDER, 'signature-v4.ts'), 'utf8'), /timingSafeEqual/)
  })

  test('of another length, or of none, are others', () => {
    assert.equal(sameText('abc', 'abc'), true)
    for (const other of ['abd', 'ab', 'abcd', '', 'é', 'abc\0']) assert.equal(sameText('abc', other), false, other)
  })
})
