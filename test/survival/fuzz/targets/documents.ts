/** XML: the parser alone, and the decoder of every operation that takes a document. */
import { refuseViolations } from '../../../../server/control-api/refuse-violations.ts'
import { refuseObjectViolations } from '../../../../server/http/refuse-object-violations.ts'
import { decodeRequest } from '../../../../server/protocol/decode/decode-request.ts'
import { encodeStructure } from '../../../../server/protocol/encode/body.ts'
import { isStructure, type Member, type OperationModel } from '../../../../server/protocol/model.ts'
import { operationsOf } from '../../../../server/protocol/operations.ts'
import { parseQuery } from '../../../../server/protocol/query.ts'
import { validate } from '../../../../server/protocol/validate.ts'
import { parseXml } from '../../../../server/protocol/xml/parse.ts'
import { writeXml } from '../../../../server/protocol/xml/write.ts'
import type { XmlElement } from '../../../../server/protocol/xml/xml-element.ts'
import { sampleMembers } from '../../../server/protocol/sample.ts'
import { Defect, type FuzzTarget, firstLine, named } from '../target.ts'
import { isClientError, isXmlError } from './refusals.ts'

const WORDS = [
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<!ENTITY',
  '&b;',
  '&amp;',
  '&#0;',
  '&#x110000;',
  '&#xd800;',
  '&lt;',
  '&',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '<?pi',
  '?>',
  '</',
  '/>',
  '<a',
  '<a>',
  '</a>',
  '<a/>',
  ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"',
  ' xsi:type="Group"',
  ' a="b"',
  ' __proto__="x"',
  '<__proto__>',
  '<member>',
  '</member>',
  '<entry><key>',
  '<constructor/>',
  '<toString>',
  '#text',
  ':@',
  '#cdata',
]

/** The parser: what it takes can be written and read again as the same. */
export const xml: FuzzTarget = {
  seeds: 'documents',
  words: WORDS,
  maxBytes: 128 * 1024,
  weight: 12,
  run(input) {
    const [, rest] = input[0] === 0x3c ? ['', input] : firstLine(input)
    const root = parseXml(rest.toString('utf8'))
    const again = parseXml(writeXml(root))
    if (JSON.stringify(again) !== JSON.stringify(root))
      throw new Defect('a document changes when it is written and read')
  },
  isRefusal: isXmlError,
}

/** `OPERATION`, a line feed, and the document. */
export const documents: FuzzTarget = {
  seeds: 'documents',
  made: () =>
    [...withDocuments.values()].map((operation) => Buffer.from(`${operation.name}\n${sampleDocument(operation)}`)),
  words: [...WORDS, 'true', '2026-01-02T03:04:05Z', '2026-02-30T03:04:05Z', 'AAAA'],
  maxBytes: 128 * 1024,
  weight: 30,
  run(input) {
    const [name, rest] = input[0] === 0x3c ? ['', input] : firstLine(input)
    const operation = named(withDocuments, name)
    const request = {
      labels: { Bucket: 'bucket', Key: 'key', AccountId: '123456789012' },
      query: parseQuery(''),
      headers: {},
      body: rest,
    }
    const decoded = decodeRequest(operation, request)
    if (Object.getPrototypeOf(decoded) !== Object.prototype)
      throw new Defect('a decoded request has a prototype of its own')
    if (operation.service === 's3') refuseObjectViolations(operation, decoded)
    else refuseViolations(operation, validate(operation, decoded))
  },
  isRefusal: isClientError,
}

export const withDocuments: ReadonlyMap<string, OperationModel> = new Map(
  (['s3', 's3control'] as const)
    .flatMap((service) => operationsOf(service))
    .filter(({ input }) => input.members.some(isDocument))
    .map((operation) => [operation.name, operation]),
)

function isDocument({ binding, shape }: Member): boolean {
  return (binding === 'payload' && isStructure(shape)) || binding === 'body'
}

export function sampleDocument({ input }: OperationModel): string {
  const payload = input.members.find(({ binding }) => binding === 'payload')
  return writeXml(payload === undefined ? wholeBody(input) : payloadBody(payload))
}

function wholeBody(input: OperationModel['input']): XmlElement {
  const members = input.members.filter(({ binding }) => binding === 'body')
  return encodeStructure(input.xmlName ?? input.name, sampleMembers(members), {}, members)
}

function payloadBody(member: Member): XmlElement {
  const { shape } = member
  if (!isStructure(shape)) return encodeStructure(member.wireName, {}, {}, [])
  return encodeStructure(member.wireName, sampleMembers([member])[member.name] as object, {}, shape.members)
}
