import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodePath } from '../../../server/protocol/percent.ts'
import { ProtocolError } from '../../../server/protocol/protocol-error.ts'
import { parseQuery } from '../../../server/protocol/query.ts'

const invalid = (error: unknown) => error instanceof ProtocolError && error.code === 'InvalidURI'

describe('parseQuery', () => {
  test('keeps order and repetition', () => {
    const query = parseQuery('b=1&a=2&b=3&&c')
    assert.deepEqual(query.entries, [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
      ['c', ''],
    ])
    assert.deepEqual(query.getAll('b'), ['1', '3'])
    assert.equal(query.get('c'), '')
    assert.equal(query.get('d'), undefined)
    assert.equal(query.has('c'), true)
  })

  test('reads a plus as a blank and an escaped plus as a plus', () => {
    assert.equal(parseQuery('prefix=a+b%2Bc%20d=e').get('prefix'), 'a b+c d=e')
  })

  test('refuses broken escapes and bytes that are no UTF-8', () => {
    for (const raw of ['a=%ZZ', 'a=%', 'a=%C3', '%FF=1', 'a=%ED%A0%80'])
      assert.throws(() => parseQuery(raw), invalid, raw)
  })
})

describe('decodePath', () => {
  test('decodes UTF-8 and leaves a plus alone', () => {
    assert.equal(decodePath('a%20b/%C3%A9+%2B%2525'), 'a b/é++%25')
  })

  test('reads bytes that were sent without escapes', () => {
    assert.equal(decodePath(Buffer.from('é😀').toString('latin1')), 'é😀')
  })

  test('refuses broken escapes and bytes that are no UTF-8', () => {
    for (const raw of ['%', '%a', '%gg', '%C3%28', '\u00e9']) assert.throws(() => decodePath(raw), invalid, raw)
  })
})
