/** fast-xml-parser as its one compiled file: its ES modules are forty files, which take a start from source 15 ms. */
import { createRequire } from 'node:module'
import type * as FastXmlParser from 'fast-xml-parser'

export const { XMLBuilder, XMLParser, XMLValidator } = createRequire(import.meta.url)(
  'fast-xml-parser',
) as typeof FastXmlParser

export type XMLBuilder = FastXmlParser.XMLBuilder
export type XMLParser = FastXmlParser.XMLParser
