import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { parseXml } from '../../../../server/protocol/xml/parse.ts'
import { writeXml } from '../../../../server/protocol/xml/write.ts'
import type { XmlElement } from '../../../../server/protocol/xml/xml-element.ts'

const leaf = (name: string, text: string, attributes: Record<string, string> = {}): XmlElement => ({
  name,
  attributes,
  children: [],
  text,
})

describe('writeXml', () => {
  test('begins with the declaration and escapes text and attributes', () => {
    const root = { ...leaf('A', '', { xmlns: 'u&"' }), children: [leaf('B', `<&>"'`), leaf('C', '')] }
    assert.equal(
      writeXml(root),
      `<?xml version="1.0" encoding="UTF-8"?>\n<A xmlns="u&amp;&quot;"><B>&lt;&amp;&gt;&quot;'</B><C/></A>`,
    )
  })

  test('writes characters that XML cannot carry as numeric references, as S3 does', () => {
    assert.ok(writeXml(leaf('Key', 'a\u0001b\rc\u007f')).endsWith('<Key>a&#x1;b&#xD;c&#x7F;</Key>'))
  })

  test('is read back as it was', () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value))
    fc.assert(fc.property(text, (value) => assert.equal(parseXml(writeXml(leaf('Key', value))).text, value)))
  })
})
