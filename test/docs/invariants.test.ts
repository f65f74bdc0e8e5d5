import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'

const docs = join(import.meta.dirname, '../../docs')
const page = readFileSync(join(docs, 'INVARIANTS.md'), 'utf8')
const lines = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Invariant |'))

describe('the page of invariants', () => {
  test('names a test for each of them that is there, under this name', () => {
    assert.ok(lines.length > 20)
    const wrong = lines.filter((line) => {
      const [, name = '', path = ''] = /^\| .+ \| \[(.+)\]\(\.\.\/(test\/.+)\) \|$/.exec(line) ?? []
      const file = join(docs, '..', path)
      return path === '' || !existsSync(file) || !readFileSync(file, 'utf8').includes(name)
    })
    assert.deepEqual(wrong, [])
  })
})
