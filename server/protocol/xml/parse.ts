/**
 * Strict reading of a document through fast-xml-parser, whose own habits (guessing numbers, trimming, forgiving
 * mismatched tags) would turn a wrong request into a wrong object key.
 */

import { assertLegalCharacters, unescapeXml } from './characters.ts'
import { XMLParser, XMLValidator } from './library.ts'
import type { XmlElement } from './xml-element.ts'
import { XmlError } from './xml-error.ts'

export interface ParseOptions {
  /** Longest document in characters. A CompleteMultipartUpload of 10,000 parts with checksums has about 2 million. */
  readonly maxLength?: number
  readonly maxDepth?: number
}

const DEFAULT_MAX_LENGTH = 8 * 1024 * 1024
const DEFAULT_MAX_DEPTH = 40

/**
 * The root element of a document.
 * @throws XmlError when it is not well-formed, declares a document type or entities, or oversteps a limit
 */
export function parseXml(text: string, options: ParseOptions = {}): XmlElement {
  const { maxLength = DEFAULT_MAX_LENGTH, maxDepth = DEFAULT_MAX_DEPTH } = options
  const document = text.startsWith('\ufeff') ? text.slice(1) : text
  if (document.length > maxLength) throw new XmlError('The document is too long.')
  assertLegalCharacters(document)
  refuseDeclarations(document)
  if (!/^\s*<[^]*>\s*$/.test(document)) throw new XmlError('Text stands outside of the root element.')
  const nodes = parse(document, maxDepth).filter((node) => isElement(node) || !isBlank(node))
  const [root, ...others] = nodes
  if (root === undefined || others.length > 0 || !isElement(root))
    throw new XmlError('A document has exactly one root element.')
  return convert(root, maxDepth)
}

/** A node in fast-xml-parser's order-keeping form: one property named for the tag, attributes under `:@`. */
type RawNode = Readonly<Record<string, unknown>>

const TEXT = '#text'
const CDATA = '#cdata'
const ATTRIBUTES = ':@'

function parse(document: string, maxDepth: number): readonly RawNode[] {
  let nodes: unknown
  try {
    if (XMLValidator.validate(document) !== true) throw new XmlError('The document is not well-formed.')
    nodes = parserFor(maxDepth).parse(document)
  } catch (error) {
    throw error instanceof XmlError ? error : new XmlError('The document is not well-formed.')
  }
  return nodes as readonly RawNode[]
}

let parser: { readonly maxDepth: number; readonly parser: XMLParser } | undefined

function parserFor(maxDepth: number): XMLParser {
  if (parser?.maxDepth === maxDepth) return parser.parser
  const made = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    cdataPropName: CDATA,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: maxDepth,
    strictReservedNames: false,
    jPath: false,
    onDangerousProperty: (name) => name,
  })
  parser = { maxDepth, parser: made }
  return made
}

/** Comments and CDATA are the only things that may begin with `<!`: no DOCTYPE, hence no entity of one's own. */
function refuseDeclarations(document: string): void {
  let at = document.indexOf('<!')
  while (at >= 0) {
    const end = document.startsWith('<!--', at) ? '-->' : document.startsWith('<![CDATA[', at) ? ']]>' : undefined
    if (end === undefined) throw new XmlError('Document type and entity declarations are not accepted.')
    const close = document.indexOf(end, at + 4)
    if (close < 0) throw new XmlError('The document is not well-formed.')
    at = document.indexOf('<!', close)
  }
}

function isElement(node: RawNode): boolean {
  const name = tagOf(node)
  return name !== TEXT && name !== CDATA
}

function isBlank(node: RawNode): boolean {
  return TEXT in node && (node[TEXT] as string).trim() === ''
}

function tagOf(node: RawNode): string {
  for (const key in node) if (key !== ATTRIBUTES) return key
  throw new XmlError('The document is not well-formed.')
}

function convert(node: RawNode, depthLeft: number): XmlElement {
  if (depthLeft === 0) throw new XmlError('The document is nested too deeply.')
  const tag = tagOf(node)
  const children: XmlElement[] = []
  let text = ''
  for (const child of node[tag] as readonly RawNode[]) {
    if (TEXT in child) text += unescapeXml(child[TEXT] as string)
    else if (CDATA in child) text += rawText(child[CDATA] as readonly RawNode[])
    else children.push(convert(child, depthLeft - 1))
  }
  return { name: tag.slice(tag.indexOf(':') + 1), attributes: attributesOf(node), children, text }
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({})

function attributesOf(node: RawNode): Readonly<Record<string, string>> {
  const raw = node[ATTRIBUTES]
  if (raw === undefined) return NO_ATTRIBUTES
  return Object.fromEntries(
    Object.entries(raw as Record<string, string>).map(([name, value]) => [name, attribute(value)]),
  )
}

function attribute(value: string): string {
  if (value.includes('<')) throw new XmlError('The document is not well-formed.')
  return unescapeXml(value)
}

function rawText(nodes: readonly RawNode[]): string {
  return nodes.map((node) => node[TEXT] as string).join('')
}
