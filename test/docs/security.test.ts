import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { SETTINGS } from '../../server/settings/table.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/SECURITY.md'), 'utf8')

describe('docs/SECURITY.md', () => {
  test('names a test for each promise, and it is there', () => {
    const promises = page.split('\n').filter((line) => /^\| .+ \|$/.test(line) && !/^\|[-| ]+\|$/.test(line))
    const rows = promises.filter((line) => line.includes('](../test/'))
    const wrong = rows.flatMap((row) =>
      [...row.matchAll(/\[([^\]]+)\]\(\.\.\/(test\/[^)]+)\)/g)]
        .filter(([, name = '', file = '']) => {
          const path = join(root, file)
          return !existsSync(path) || !readFileSync(path, 'utf8').includes(name)
        })
        .map(([whole]) => whole),
    )
    assert.deepEqual(wrong, [])
    assert.ok(rows.length > 25, `${rows.length} promises`)
    const headings = promises.filter((line) => !rows.includes(line))
    assert.deepEqual(
      headings.filter((line) => !/^\| (Promise|Limit) \|/.test(line)),
      [],
      'every row names its test',
    )
  })

  test('has every limit there is', () => {
    const limits = Object.values(SETTINGS).filter(({ flag }) => /^max-|-timeout$/.test(flag) && !/lambda/.test(flag))
    assert.deepEqual(
      limits.map(({ flag }) => flag).filter((flag) => !page.includes(`\`--${flag}\``)),
      [],
    )
  })

  test('leads to pages that are there', () => {
    const links = [...page.matchAll(/\]\(((?!https?:)[^)#]+)\)/g)].map(([, path = '']) => path)
    assert.deepEqual(
      links.filter((path) => !existsSync(join(root, 'docs', path))),
      [],
    )
  })
})
