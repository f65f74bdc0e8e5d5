/** What of the console needs no browser. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { count, percent, plural, size, span, time } from '../../console/parts/format.js'
import { linkTo, linkToObject, placeOf } from '../../console/parts/place.js'
import { readRows } from '../../console/views/csv.js'

describe('rows of a report', () => {
  const all = { most: 10, whole: true }

  test('are read with quotes, commas and line breaks in them', () => {
    const { rows, more } = readRows('a,"b ""c"", d",\r\n"e\nf",,g\n', all)
    assert.deepEqual(rows, [
      ['a', 'b "c", d', ''],
      ['e\nf', '', 'g'],
    ])
    assert.equal(more, false)
  })

  test('need no line break at their end', () => {
    assert.deepEqual(readRows('a,b\nc,d', all).rows, [
      ['a', 'b'],
      ['c', 'd'],
    ])
    assert.deepEqual(readRows('', all).rows, [])
  })

  test('are only so many, and a row that breaks off is none', () => {
    assert.deepEqual(readRows('a\nb\nc\n', { most: 2, whole: true }), { rows: [['a'], ['b']], more: true })
    assert.deepEqual(readRows('a,b\nc,"d', { most: 9, whole: false }), { rows: [['a', 'b']], more: true })
  })
})

describe('numbers as people read them', () => {
  test('sizes', () => {
    assert.deepEqual([0, 1, 1023, 1024, 1536, 20_480, 5 * 1024 ** 3].map(size), [
      '0 bytes',
      '1 byte',
      '1,023 bytes',
      '1.0 KiB',
      '1.5 KiB',
      '20 KiB',
      '5.0 GiB',
    ])
  })

  test('spans of time, by their two largest parts', () => {
    assert.deepEqual([0, 999, 1_000, 61_000, 3_600_000, 90_061_000].map(span), [
      '0 ms',
      '999 ms',
      '1 s',
      '1 min 1 s',
      '1 h',
      '1 d 1 h',
    ])
  })

  test('shares, of which nearly all is not all, and nearly nothing is something', () => {
    const shares = [percent(0, 0), percent(0, 9), percent(1, 1_000_000), percent(1, 3), percent(999_999, 1_000_000)]
    assert.deepEqual([...shares, percent(9, 9)], ['0 %', '0 %', '0.1 %', '33 %', '99.9 %', '100 %'])
  })

  test('counts and times', () => {
    assert.deepEqual([count(1_234_567), plural(1, 'job'), plural(2, 'job')], ['1,234,567', '1 job', '2 jobs'])
    assert.equal(time('2026-11-28T12:34:56.789Z'), '2026-11-28 12:34:56 UTC')
    assert.equal(time('never'), 'never')
  })
})

describe('places in the console', () => {
  test('come back from their links as they were, whatever is in a key', () => {
    for (const key of ['a/b', '../x', 'ü &=#?+%41', ' ', '<b>']) {
      assert.deepEqual(placeOf(linkToObject('bucket', key, 'v+/=')), {
        path: ['object', 'bucket'],
        query: { key, version: 'v+/=' },
      })
    }
  })

  test('have no parameters that say nothing', () => {
    assert.equal(linkTo(['jobs'], { status: undefined, before: '' }), '#/jobs')
  })

  test('that nobody can read are read as they stand', () => {
    assert.deepEqual(placeOf('#/jobs/%zz'), { path: ['jobs', '%zz'], query: {} })
  })
})
