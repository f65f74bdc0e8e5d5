import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { AlikeObjects } from '../../../../db/objects/object-writes.ts'
import { makeBucket, openTestStore, readText } from '../../../support/local-store.ts'

describe('objects that differ in their keys alone', async () => {
  const local = await openTestStore()
  after(() => local.close())
  const { reads, writes } = local.store
  await makeBucket(local, 'bkt')
  const bytes = new Uint8Array(Buffer.from('body'))
  const alike = (...keys: readonly string[]): AlikeObjects => ({
    bucket: 'bkt',
    keys,
    headers: { contentType: 'text/plain' },
    body: { kind: 'inline', bytes, size: bytes.length },
    etag: 'e',
    conditions: { ifNoneMatch: '*' },
  })

  test('are put in one go, each with a body of its own', async () => {
    assert.equal(await writes.putAlike(alike('a', 'b', 'c')), 3)
    await writes.remove({ bucket: 'bkt', key: 'a' })
    const left = await reads.version({ bucket: 'bkt', key: 'b' })
    assert.deepEqual([await readText(local, left), left.headers], ['body', { contentType: 'text/plain' }])
  })

  test('are only those whose conditions are met', async () => {
    await local.put('bkt', 'mine', 'mine')
    assert.equal(await writes.putAlike(alike('mine', 'other')), 1)
    assert.equal(await readText(local, await reads.version({ bucket: 'bkt', key: 'mine' })), 'mine')
  })

  test('are all there, or none of them', async () => {
    const missing = { ...alike('x', 'y'), bucket: 'none' }
    await assert.rejects(writes.putAlike(missing), { code: 'NoSuchBucket' })
    const tooMuch = { ...alike('x', 'y'), storageClass: 'NONE' as never, headers: undefined as never }
    await assert.rejects(writes.putAlike(tooMuch))
    assert.equal(await reads.find({ bucket: 'bkt', key: 'x' }), undefined)
  })
})
