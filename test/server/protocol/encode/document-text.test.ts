/** The two ways of writing a document, over every answer that the models know. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { encodeStructure } from '../../../../server/protocol/encode/body.ts'
import { structureText } from '../../../../server/protocol/encode/document-text.ts'
import {
  isStructure,
  type Member,
  type OperationModel,
  type ScalarShape,
  type Shape,
} from '../../../../server/protocol/model.ts'
import { operationsOf } from '../../../../server/protocol/operations.ts'
import { DECLARATION, writeXml } from '../../../../server/protocol/xml/write.ts'

const XMLNS = { xmlns: 'http://example.com/' }

/** Letters that have to be escaped, in text or in attributes, and those around them. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        '&',
        '<',
        '>',
        '"',
        "'",
        '\u0000',
        '\r',
        '\u007f',
        '\u009f',
        '\u00a0',
        '\ufffe',
        '\uffff',
        '\u{1f600}',
      ),
      { maxLength: 6 },
    )
    .map((letters) => letters.join('')),
)
/** Shapes refer to each other in circles. */
const DEEPEST = 5

const SCALARS = {
  string: texts,
  integer: fc.integer(),
  double: fc.double({ noNaN: true }),
  boolean: fc.boolean(),
  timestamp: fc.date({ noInvalidDate: true, min: new Date(-1_000), max: new Date('2100-01-01') }),
  blob: fc.uint8Array({ maxLength: 5 }),
  streaming: fc.constant(undefined),
} satisfies Record<ScalarShape['kind'], fc.Arbitrary<unknown>>

function valueOf(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  if (isStructure(shape)) return structureOf(shape.members, depth + 1)
  if (shape.kind === 'list') {
    return depth > DEEPEST ? fc.constant([]) : fc.array(valueOf(shape.item, depth + 1), { maxLength: 2 })
  }
  if (shape.kind === 'map') {
    return fc.dictionary(texts, valueOf(shape.value, depth + 1), { maxKeys: 2, noNullPrototype: true })
  }
  const { kind, values } = shape
  return values === undefined ? SCALARS[kind] : fc.oneof(fc.constantFrom(...values), texts)
}

function structureOf(members: readonly Member[], depth: number): fc.Arbitrary<Record<string, unknown>> {
  if (depth > DEEPEST) return fc.constant({})
  return fc.record(
    Object.fromEntries(
      members.map(({ name, shape }) => [name, fc.oneof(valueOf(shape, depth), fc.constantFrom(undefined, null))]),
    ),
    { requiredKeys: [], noNullPrototype: true },
  )
}

/** What of an answer is a document. */
function documentOf({ output }: OperationModel): readonly Member[] {
  const payload = output.members.find(({ binding }) => binding === 'payload')
  if (payload === undefined) return output.members.filter(({ binding }) => binding === 'body')
  return isStructure(payload.shape) ? payload.shape.members : []
}

describe('a document put together as text', () => {
  for (const service of ['s3', 's3control'] as const)
    test(`is the same as one built of elements, whatever ${service} answers`, () => {
      for (const operation of operationsOf(service)) {
        const members = documentOf(operation)
        if (members.length === 0) continue
        fc.assert(
          fc.property(structureOf(members, 0), (value) => {
            assert.equal(
              DECLARATION + structureText('Root', value, XMLNS, members),
              writeXml(encodeStructure('Root', value, XMLNS, members)),
              operation.name,
            )
          }),
          { numRuns: 20 },
        )
      }
    })
})
