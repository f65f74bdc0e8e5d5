import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkPolicy } from '../../../../server/object-api/policy/check-policy.ts'
import { conditionHolds } from '../../../../server/object-api/policy/condition-operators.ts'
import { evaluatePolicy } from '../../../../server/object-api/policy/evaluate-policy.ts'
import { isPublicPolicy } from '../../../../server/object-api/policy/public-policy.ts'
import { concernsBucket } from '../../../../server/object-api/policy/resources.ts'

const OTHER = { anonymous: false, account: '222222222222', canonicalId: 'abc' }

function policyOf(statement: object) {
  const base = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }
  return checkPolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: [{ ...base, ...statement }] }),
    concernsBucket('b'),
  )
}

function verdict(
  statement: object,
  question: { action?: string; resource?: string; context?: Record<string, string> } = {},
) {
  const { action = 's3:GetObject', resource = 'arn:aws:s3:::b/key', context = {} } = question
  const values = (key: string) => (context[key] === undefined ? undefined : [context[key]])
  return evaluatePolicy(policyOf(statement), { caller: OTHER, action, resource, context: values })
}

describe('a bucket policy', () => {
  test('speaks of whom, what and where it names', () => {
    assert.equal(verdict({}), 'Allow')
    assert.equal(verdict({ Effect: 'Deny' }), 'Deny')
    assert.equal(verdict({}, { action: 's3:PutObject' }), 'Silent')
    assert.equal(verdict({}, { resource: 'arn:aws:s3:::b' }), 'Silent')
    assert.equal(verdict({ Action: 's3:get*' }), 'Allow')
    assert.equal(verdict({ Action: undefined, NotAction: 's3:PutObject' }), 'Allow')
    assert.equal(verdict({ Principal: { AWS: '222222222222' } }), 'Allow')
    assert.equal(verdict({ Principal: { AWS: 'arn:aws:iam::222222222222:root' } }), 'Allow')
    assert.equal(verdict({ Principal: { AWS: 'arn:aws:iam::333333333333:root' } }), 'Silent')
    assert.equal(verdict({ Principal: { CanonicalUser: 'abc' } }), 'Allow')
  })

  test('is heeded only where its conditions hold', () => {
    const Condition = { StringEquals: { 's3:x-amz-acl': ['public-read', 'private'] } }
    assert.equal(verdict({ Condition }, { context: { 's3:x-amz-acl': 'private' } }), 'Allow')
    assert.equal(verdict({ Condition }, { context: { 's3:x-amz-acl': 'other' } }), 'Silent')
    assert.equal(verdict({ Condition }), 'Silent')
  })

  test('is public when anybody may, and nothing narrows it', () => {
    assert.equal(isPublicPolicy(policyOf({})), true)
    assert.equal(isPublicPolicy(policyOf({ Principal: { AWS: '222222222222' } })), false)
    assert.equal(isPublicPolicy(policyOf({ Effect: 'Deny' })), false)
    const from = (range: string) => ({ Condition: { IpAddress: { 'aws:SourceIp': range } } })
    assert.equal(isPublicPolicy(policyOf(from('10.0.0.0/8'))), false)
    assert.equal(isPublicPolicy(policyOf(from('0.0.0.0/0'))), true)
  })

  test('that makes no sense is refused', () => {
    const faults = [
      { Effect: 'Maybe' },
      { Principal: undefined },
      { Action: 'ec2:RunInstances' },
      { Resource: 'arn:aws:s3:::other/*' },
      { Principal: { AWS: 'somebody' } },
      { Resource: undefined },
    ]
    for (const fault of faults) assert.throws(() => policyOf(fault), { code: 'MalformedPolicy' }, JSON.stringify(fault))
    assert.throws(() => checkPolicy('nonsense', concernsBucket('b')), { code: 'MalformedPolicy' })
  })
})

describe('a condition', () => {
  const holds = (operator: string, value: string | undefined, ...values: string[]) =>
    conditionHolds({ operator, key: 'k', values }, () => (value === undefined ? undefined : [value]))

  test('compares as its operator says', () => {
    assert.equal(holds('StringLike', 'abc', 'a*'), true)
    assert.equal(holds('StringNotEquals', 'abc', 'abc'), false)
    assert.equal(holds('NumericLessThan', '9', '10'), true)
    assert.equal(holds('DateGreaterThan', '2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'), true)
    assert.equal(holds('Bool', 'TRUE', 'true'), true)
    assert.equal(holds('IpAddress', '::ffff:10.1.2.3', '10.0.0.0/8'), true)
    assert.equal(holds('NotIpAddress', '11.1.2.3', '10.0.0.0/8'), true)
    for (const address of ['10.1.2.3', '::1', '']) assert.equal(holds('IpAddress', address, '1.0.0/0/x'), false)
  })

  test('without a value fails, unless it is negated, or says that it may be missing', () => {
    assert.equal(holds('StringEquals', undefined, 'a'), false)
    assert.equal(holds('StringEqualsIfExists', undefined, 'a'), true)
    assert.equal(holds('StringNotEquals', undefined, 'a'), true)
    assert.equal(holds('Null', undefined, 'true'), true)
    assert.equal(holds('Null', 'x', 'true'), false)
  })

  test('that nobody knows does not hold', () => {
    assert.equal(holds('StringResembles', 'a', 'a'), false)
  })
})
