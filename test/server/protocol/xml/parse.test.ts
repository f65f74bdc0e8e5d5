import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseXml } from '../../../../server/protocol/xml/parse.ts'
import { XmlError } from '../../../../server/protocol/xml/xml-error.ts'

describe('parseXml keeps what was written', () => {
  test('a number stays the text it is', () => {
    for (const text of ['007', '1e5', '0x10', 'true', '+1', '1.0']) assert.equal(parseXml(`<a>${text}</a>`).text, text)
  })

  test('blanks and line breaks of a value are kept', () => {
    assert.equal(parseXml('<a>  b \n\tc </a>').text, '  b \n\tc ')
    assert.equal(parseXml('<a> </a>').text, ' ')
  })

  test('the five entities and numeric references are decoded once', () => {
    assert.equal(
      parseXml('<a>&amp;lt;&lt;&gt;&quot;&apos;&#34;&#x20;&#xA;&#x0D;&#233;&#x1F600;</a>').text,
      `&lt;<>"'" \n\ré😀`,
    )
    assert.equal(parseXml('<a b="&amp;&#x41;"/>').attributes['b'], '&A')
  })

  test('CDATA is text that is not decoded', () => {
    assert.equal(parseXml('<a>x<![CDATA[ <z>&amp; <!DOCTYPE ]]>y</a>').text, 'x <z>&amp; <!DOCTYPE y')
  })

  test('prefixes go from element names and stay in attribute names', () => {
    const root = parseXml('<s:a xmlns:s="u"><s:b xsi:type="CanonicalUser"/></s:a>')
    assert.equal(root.name, 'a')
    assert.deepEqual(root.children[0], {
      name: 'b',
      attributes: { 'xsi:type': 'CanonicalUser' },
      children: [],
      text: '',
    })
  })

  test('declaration, byte order mark, comments and processing instructions are passed over', () => {
    assert.equal(
      parseXml('\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<!-- <b> --><a>1<!-- x -->2<?p?></a>\n').text,
      '12',
    )
  })

  test('children keep their order', () => {
    const names = parseXml('<a><c/><b/><c/></a>').children.map(({ name }) => name)
    assert.deepEqual(names, ['c', 'b', 'c'])
  })

  test('elements may be named like the members of an object', () => {
    const names = parseXml('<a><toString/><hasOwnProperty/><valueOf/></a>').children.map(({ name }) => name)
    assert.deepEqual(names, ['toString', 'hasOwnProperty', 'valueOf'])
  })
})

const REFUSED: Readonly<Record<string, string>> = {
  'mismatched tags': '<a><b></a>',
  'wrongly nested tags': '<a><b></a></b>',
  'no document': '',
  'text alone': 'hello',
  'an unclosed tag': '<a',
  'an unclosed element': '<a>',
  'two roots': '<a/><b/>',
  'text after the root': '<a/>b',
  'an unquoted attribute': '<a b=1/>',
  'a repeated attribute': '<a b="1" b="2"/>',
  'a bare ampersand': '<a>b & c</a>',
  'an unknown entity': '<a>&nbsp;</a>',
  'an entity of the prototype': '<a>&constructor;</a>',
  'a reference to no character': '<a>&#0;</a>',
  'a reference to a control character': '<a>&#x1;</a>',
  'a reference beyond Unicode': '<a>&#x110000;</a>',
  'a reference to half a character': '<a>&#xD800;</a>',
  'a raw control character': '<a>\u0001</a>',
  'half a character': '<a>\ud800</a>',
  'a document type': '<!DOCTYPE a><a/>',
  'an entity declaration': '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  'an external entity': '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  'an element of the prototype': '<a><__proto__>1</__proto__></a>',
  JSON: '{"a":1}',
}

describe('parseXml refuses', () => {
  for (const [what, text] of Object.entries(REFUSED))
    test(what, () => {
      assert.throws(() => parseXml(text), XmlError)
    })

  test('a bomb of entities, without expanding it', () => {
    const entities = Array.from({ length: 20 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('')
    assert.throws(() => parseXml(`<!DOCTYPE a [<!ENTITY e0 "x">${entities}]><a>&e20;</a>`), XmlError)
  })

  test('what is too deep or too long', () => {
    assert.throws(() => parseXml('<a>'.repeat(5000) + '</a>'.repeat(5000)), XmlError)
    assert.throws(() => parseXml('<a>'.repeat(6) + '</a>'.repeat(6), { maxDepth: 5 }), XmlError)
    assert.throws(() => parseXml('<a>12345</a>', { maxLength: 10 }), XmlError)
  })
})
