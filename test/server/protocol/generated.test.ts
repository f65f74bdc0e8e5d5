import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { generateProtocol } from '../../../scripts/generate-protocol.ts'
import { constraints } from '../../../server/protocol/constraints.ts'
import { isStructure, type Shape } from '../../../server/protocol/model.ts'
import { controlOperation, operationsOf } from '../../../server/protocol/operations.ts'

describe('the generated protocol', () => {
  for (const [path, text] of generateProtocol())
    test(`${path} is what the generator writes`, () => {
      assert.equal(readFileSync(join(import.meta.dirname, '../../..', path), 'utf8'), text)
    })

  test('has all 97 operations of S3 Control and all 112 of S3', () => {
    assert.equal(operationsOf('s3control').length, 97)
    assert.equal(operationsOf('s3').length, 112)
  })

  test('resolves every shape that an operation reaches', () => {
    const seen = new Set<Shape>()
    for (const operation of [...operationsOf('s3'), ...operationsOf('s3control')]) {
      reach(operation.input, seen)
      reach(operation.output, seen)
    }
    assert.ok(seen.size > 700)
  })

  test('knows the members that newer models have', () => {
    const operation = controlOperation('CreateJob').input.members.find(({ name }) => name === 'Operation')
    assert.ok(operation !== undefined && isStructure(operation.shape))
    const copy = operation.shape.members.find(({ name }) => name === 'S3PutObjectCopy')
    assert.ok(copy !== undefined && isStructure(copy.shape))
    assert.ok(copy.shape.members.some(({ name }) => name === 'AnnotationDirective'))
  })

  test('has a member for every constraint', () => {
    const members = new Set<string>()
    const seen = new Set<Shape>()
    for (const { input } of operationsOf('s3control')) reach(input, seen)
    for (const shape of seen)
      if (isStructure(shape)) for (const { name } of shape.members) members.add(`${shape.name}.${name}`)
    const unknown = Object.keys(constraints).filter(
      (key) => !key.startsWith('*.') && !members.has(key.replace(/(\[\]|\{\w+\})$/, '')),
    )
    assert.deepEqual(unknown, [])
  })
})

function reach(shape: Shape, seen: Set<Shape>): void {
  if (seen.has(shape)) return
  seen.add(shape)
  if (isStructure(shape)) for (const member of shape.members) reach(member.shape, seen)
  if (shape.kind === 'list') reach(shape.item, seen)
  if (shape.kind === 'map') reach(shape.value, seen)
}
