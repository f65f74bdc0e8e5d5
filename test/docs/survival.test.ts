import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { PROMISES } from '../../scripts/survival/page.ts'

describe('docs/survival.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/survival.md'), 'utf8')

  test('makes the promises as they are written beside the tests', () => {
    assert.ok(page.startsWith(PROMISES), 'npm run test:survival -- --write puts them there')
  })

  test('has the figures of a run that saw no violation', () => {
    const deaths = [...page.matchAll(/^\| \w[\w ]* \| (\d+) \| [\d,]+ \| [\d,]+ \| (\d+) \|$/gm)]
    assert.ok(deaths.length >= 24, 'a row for each operation, killed and told to end')
    assert.deepEqual(
      deaths.filter(([, , violations]) => violations !== '0'),
      [],
    )
  })
})
