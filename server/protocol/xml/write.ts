/** Writing a document by fast-xml-parser's builder. Large answers are put together as text (`encode/document.ts`). */
import { escapeXml, escapeXmlAttribute } from './characters.ts'
import { XMLBuilder } from './library.ts'
import type { XmlElement } from './xml-element.ts'

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

export function writeXml(root: XmlElement): string {
  return DECLARATION + buildElement(root)
}

function buildElement(root: XmlElement): string {
  builder ??= new XMLBuilder({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
    processEntities: false,
    format: false,
  })
  return builder.build([orderedNode(root)])
}

let builder: XMLBuilder | undefined

type OrderedNode = Record<string, unknown>

function orderedNode(element: XmlElement): OrderedNode {
  const text = element.text === '' ? [] : [{ '#text': escapeXml(element.text) }]
  const attributes = Object.entries(element.attributes).map(([name, value]) => [name, escapeXmlAttribute(value)])
  return {
    [element.name]: [...text, ...element.children.map(orderedNode)],
    ...(attributes.length === 0 ? {} : { ':@': Object.fromEntries(attributes) }),
  }
}
