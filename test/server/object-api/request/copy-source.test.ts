import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseCopySource } from '../../../../server/object-api/request/copy-source.ts'

describe('a copy source', () => {
  test('is a bucket and a key, with or without a slash before', () => {
    assert.deepEqual(parseCopySource('bucket/a/b'), { bucket: 'bucket', key: 'a/b' })
    assert.deepEqual(parseCopySource('/bucket/a'), { bucket: 'bucket', key: 'a' })
  })

  test('is URL-encoded, and may name a version', () => {
    assert.deepEqual(parseCopySource('b/a%20b%2F%3F%C3%A9%2B?versionId=v%2B1'), {
      bucket: 'b',
      key: 'a b/?\u00e9+',
      versionId: 'v+1',
    })
  })

  test('may be an object behind an access point', () => {
    const point = 'arn:aws:s3:us-east-1:123456789012:accesspoint/ap'
    assert.deepEqual(parseCopySource(`${point}/object/a/b`), { bucket: point, key: 'a/b' })
  })

  test('without a key, or with an empty version, is refused', () => {
    for (const text of ['bucket', 'bucket/', '', '/', 'b/k?versionId=']) {
      assert.throws(() => parseCopySource(text), { code: 'InvalidArgument' }, text)
    }
  })
})
