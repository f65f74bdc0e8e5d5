import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeWords, encodeWords } from '../../../../server/object-api/request/encoded-words.ts'

test('words of RFC 2047 are decoded in both codings, and plain text stays as it is', () => {
  assert.equal(decodeWords('=?UTF-8?B?R3LDvMOfZQ==?='), 'Gr\u00fc\u00dfe')
  assert.equal(decodeWords('=?utf-8?q?Gr=C3=BC=C3=9Fe_an?= alle'), 'Gr\u00fc\u00dfe an alle')
  assert.equal(decodeWords('plain =? text'), 'plain =? text')
  assert.equal(decodeWords('=?no-such-charset?B?AA==?='), '=?no-such-charset?B?AA==?=')
})

test('only what is not ASCII is encoded, and comes back', () => {
  assert.equal(encodeWords('plain'), 'plain')
  assert.equal(decodeWords(encodeWords('\u{1F600} \u00e9')), '\u{1F600} \u00e9')
})
