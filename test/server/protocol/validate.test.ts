import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { controlOperation, objectOperation } from '../../../server/protocol/operations.ts'
import { validate } from '../../../server/protocol/validate.ts'

const JOB = {
  AccountId: '123456789012',
  Operation: { S3DeleteObjectTagging: {} },
  Report: { Enabled: false },
  ClientRequestToken: 't',
  Priority: 1,
  RoleArn: 'arn:aws:iam::123456789012:role/r',
}

const faults = (change: object) =>
  validate(controlOperation('CreateJob'), { ...JOB, ...change }).map(({ path, kind }) => `${path} ${kind}`)

describe('validate', () => {
  test('finds nothing wrong with a sound job', () => {
    assert.deepEqual(faults({}), [])
  })

  test('reports every missing member', () => {
    const found = validate(controlOperation('CreateJob'), {}).map(({ path, kind }) => `${path} ${kind}`)
    assert.deepEqual(
      found,
      ['Operation', 'Report', 'Priority', 'RoleArn', 'ClientRequestToken'].map((path) => `${path} required`),
    )
  })

  test('counts characters, not code units', () => {
    assert.deepEqual(faults({ Description: '😀'.repeat(256) }), [])
    assert.deepEqual(faults({ Description: '😀'.repeat(257) }), ['Description length'])
    assert.deepEqual(faults({ Description: '' }), ['Description length'])
  })

  test('checks ranges', () => {
    assert.deepEqual(faults({ Priority: -1 }), ['Priority range'])
    assert.deepEqual(faults({ Priority: 2147483648 }), ['Priority range'])
    assert.deepEqual(faults({ Priority: 2147483647 }), [])
  })

  test('checks patterns over the whole value', () => {
    assert.deepEqual(faults({ RoleArn: 'x arn:aws:iam::123456789012:role/r' }), ['RoleArn pattern'])
    assert.deepEqual(faults({ AccountId: 'a' }), ['AccountId pattern'])
    assert.deepEqual(faults({ Tags: [{ Key: 'a b-é_.:/=+@', Value: '' }] }), [])
    assert.deepEqual(
      faults({
        Tags: [
          { Key: 'a', Value: '' },
          { Key: '<', Value: '*' },
        ],
      }),
      ['Tags[1].Key pattern', 'Tags[1].Value pattern'],
    )
  })

  test('checks enumerations at any depth', () => {
    assert.deepEqual(faults({ Report: { Enabled: true, Format: 'CSV' } }), ['Report.Format enum'])
    assert.deepEqual(
      faults({ Manifest: { Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Kee'] } } }),
      ['Manifest.Spec.Fields[1] enum', 'Manifest.Location required'],
    )
  })

  test('checks maps: their size, keys and values', () => {
    const invoke = (UserArguments: object) => faults({ Operation: { LambdaInvoke: { UserArguments } } })
    const path = 'Operation.LambdaInvoke.UserArguments'
    assert.deepEqual(invoke({}), [`${path} length`])
    assert.deepEqual(invoke({ '': 'v' }), [`${path}. length`])
    assert.deepEqual(invoke({ k: 'v'.repeat(1025) }), [`${path}.k length`])
  })

  test('says where in the request the value stood', () => {
    const [violation] = validate(objectOperation('PutObject'), { Bucket: 'b', Key: 'k', ACL: 'everyone' })
    assert.deepEqual(violation && { ...violation, message: '' }, {
      path: 'ACL',
      kind: 'enum',
      binding: 'header',
      wireName: 'x-amz-acl',
      value: 'everyone',
      message: '',
    })
    const [region] = validate(objectOperation('CreateBucket'), {
      Bucket: 'b',
      CreateBucketConfiguration: { LocationConstraint: 'mars' },
    })
    assert.equal(region?.path, 'CreateBucketConfiguration.LocationConstraint')
  })
})
