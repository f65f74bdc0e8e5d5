import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkActionsApply } from '../../../../server/object-api/policy/applicable-actions.ts'
import { parsePolicy } from '../../../../server/object-api/policy/policy-document.ts'

const BUCKET = 'arn:aws:s3:::b'
const OBJECTS = 'arn:aws:s3:::b/*'

function check(statement: object): void {
  const Statement = {
    Effect: 'Allow',
    Principal: '*',
    Resource: [BUCKET, OBJECTS],
    Action: 's3:GetObject',
    ...statement,
  }
  checkActionsApply(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement })))
}

describe("the actions of a bucket's policy", () => {
  const refused = { message: 'Action does not apply to any resource(s) in statement', code: 'MalformedPolicy' }

  test('of objects need an object among the resources, those of buckets a bucket', () => {
    check({ Action: ['s3:GetObject', 's3:ListBucket'] })
    assert.throws(() => check({ Action: 's3:GetObject', Resource: BUCKET }), refused)
    assert.throws(() => check({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: OBJECTS }), refused)
    assert.throws(() => check({ Action: 's3:putlifecycleconfiguration', Resource: OBJECTS }), refused)
    assert.throws(() => check({ Action: 's3:AbortMultipartUpload', Resource: BUCKET }), refused)
  })

  test('may be patterns, as resources may', () => {
    check({ Action: 's3:*', Resource: BUCKET })
    check({ Action: 's3:Get*', Resource: OBJECTS })
    check({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' })
    check({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: 'arn:aws:s3:::b*' })
  })

  test('are not looked at where they are those that are not meant', () => {
    check({ Action: undefined, NotAction: 's3:GetObject', Resource: BUCKET })
  })
})
