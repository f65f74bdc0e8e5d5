import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseFunctionName } from '../../../worker/functions/function-name.ts'

const JOB = { account: '123456789012', region: 'us-west-2' }
const FULL = 'arn:aws:lambda:us-west-2:123456789012:function:resize'

describe('the name of a function', () => {
  test('may be a whole ARN or any part of it that the model allows', () => {
    for (const text of ['resize', 'function:resize', '123456789012:function:resize', '123456789012:resize', FULL]) {
      const target = parseFunctionName(text, JOB)
      assert.deepEqual(target, { name: 'resize', qualifier: undefined, ...JOB, arn: FULL }, text)
    }
  })

  test('may end in a version, an alias or $LATEST', () => {
    for (const qualifier of ['7', 'live', '$LATEST']) {
      const target = parseFunctionName(`${FULL}:${qualifier}`, JOB)
      assert.equal(target?.qualifier, qualifier)
      assert.equal(target?.arn, `${FULL}:${qualifier}`)
    }
  })

  test('keeps the partition, Region and account that it names', () => {
    const arn = 'arn:aws-us-gov:lambda:us-gov-west-1:999999999999:function:f'
    assert.deepEqual(parseFunctionName(arn, JOB), {
      name: 'f',
      qualifier: undefined,
      account: '999999999999',
      region: 'us-gov-west-1',
      arn,
    })
  })

  test('is nothing that leads elsewhere', () => {
    for (const text of ['', '../resize', 'a/b', 'a:b:c', 'arn:aws:s3:::bucket', 'a.b']) {
      assert.equal(parseFunctionName(text, JOB), undefined, text)
    }
  })
})
