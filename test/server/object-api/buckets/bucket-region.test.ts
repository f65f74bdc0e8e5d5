import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bucketRegion } from '../../../../server/object-api/buckets/bucket-region.ts'

describe('the region of a new bucket', () => {
  test('a client of us-east-1 names none, or any', () => {
    assert.equal(bucketRegion(undefined, 'us-east-1'), 'us-east-1')
    assert.equal(bucketRegion('eu-central-1', 'us-east-1'), 'eu-central-1')
    assert.equal(bucketRegion('EU', 'us-east-1'), 'eu-west-1')
  })

  test('a client of another region names that one', () => {
    assert.equal(bucketRegion('eu-central-1', 'eu-central-1'), 'eu-central-1')
    assert.throws(() => bucketRegion(undefined, 'eu-central-1'), { code: 'IllegalLocationConstraintException' })
    assert.throws(() => bucketRegion('us-west-2', 'eu-central-1'), { code: 'IllegalLocationConstraintException' })
  })

  test('snow, which switches the host prefix off, is wherever the server is', () => {
    assert.equal(bucketRegion('snow', 'us-east-1'), 'us-east-1')
    assert.equal(bucketRegion('snow', 'eu-central-1'), 'eu-central-1')
  })

  test('what is no region is refused', () => {
    assert.throws(() => bucketRegion('the moon', 'us-east-1'), { code: 'InvalidLocationConstraint' })
  })
})
