import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createKnownObjects } from '../../../../db/objects/local/reads/known-objects.ts'
import { createSharedWords, SHARED_WORDS } from '../../../../db/objects/local/writer/shared-words.ts'
import type { Body, ObjectReads } from '../../../../db/objects/object-reads.ts'
import { makeBucket, openTestStore, type TestStore } from '../../../support/local-store.ts'

describe('what a thread has read of an object', () => {
  let local: TestStore
  let reads: ObjectReads
  before(async () => {
    local = await openTestStore()
    reads = local.store.reads
    await makeBucket(local, 'src')
  })
  after(() => local.close())

  const current = (key: string) => reads.version({ bucket: 'src', key })
  const body = async (key: string): Promise<Body> => reads.open(await current(key))
  const text = (found: Body): string => (found.kind === 'bytes' ? Buffer.from(found.bytes).toString() : 'a stream')

  /** Nothing is remembered that came by once. */
  const twice = async (key: string): Promise<Body> => {
    await body(key)
    return body(key)
  }

  test('is given again from the second time on, as long as nothing is committed', async () => {
    await local.put('src', 'again', 'the same')
    assert.notEqual(await body('again'), await body('again'))
    assert.equal(await current('again'), await current('again'))
    assert.equal(await reads.find({ bucket: 'src', key: 'again' }), await current('again'))
    assert.equal(await body('again'), await body('again'))
  })

  test('is forgotten with the next commit: who has been told of a write reads it', async () => {
    for (let round = 0; round < 50; round++) {
      const told = await local.put('src', 'changing', `round ${round}`)
      await twice('changing')
      assert.equal((await current('changing')).id, told.id)
      assert.equal(text(await body('changing')), `round ${round}`)
    }
    await local.store.writes.remove({ bucket: 'src', key: 'changing' })
    assert.equal(await reads.find({ bucket: 'src', key: 'changing' }), undefined)
    await assert.rejects(current('changing'), { code: 'NoSuchKey' })
  })

  test('does not stand in for another version, another bucket or a part of the bytes', async () => {
    await makeBucket(local, 'other')
    await local.put('src', 'twin', 'of src')
    await local.put('other', 'twin', 'of other')
    const [here, there] = [await current('twin'), await reads.version({ bucket: 'other', key: 'twin' })]
    assert.deepEqual([here.bucket, there.bucket], ['src', 'other'])
    await twice('twin')
    assert.equal(text(await reads.open(here, { start: 3, end: 5 })), 'src')
    assert.notEqual(await reads.version({ bucket: 'src', key: 'twin', versionId: 'null' }), here)
  })

  test('is not what was not there', async () => {
    assert.equal(await reads.find({ bucket: 'src', key: 'late' }), undefined)
    await local.put('src', 'late', 'here now')
    assert.equal(text(await body('late')), 'here now')
  })

  test('begins anew beyond so many bytes', async () => {
    await local.put('src', 'first', 'x'.repeat(16_384))
    for (let number = 0; number < 300; number++) await local.put('src', `large/${number}`, 'y'.repeat(16_384))
    await twice('first')
    const [version, bytes] = [await current('first'), await body('first')]
    assert.equal(await body('first'), bytes)
    for (let number = 0; number < 300; number++) await twice(`large/${number}`)
    assert.notEqual(await current('first'), version)
    assert.notEqual(await body('first'), bytes)
    assert.equal(text(await body('first')), 'x'.repeat(16_384))
  })

  test('is no newer than the commit before its look-up', async () => {
    await local.put('src', 'meanwhile', 'x')
    const [bucket, version] = [await local.store.buckets.find('src'), await current('meanwhile')]
    assert.ok(bucket)
    const signal = createSharedWords()
    const [versions, bodies] = [createKnownObjects(signal), createKnownObjects(signal)]
    let looks = 0
    const lookWhileCommitting = <Found>(found: Found): Found => {
      looks += 1
      Atomics.add(new Int32Array(signal), SHARED_WORDS.commits, 1)
      return found
    }
    const bytes: Body = { kind: 'bytes', bytes: Buffer.from('x') }
    for (let round = 1; round <= 3; round++) versions.current(bucket, 'k', () => lookWhileCommitting(version))
    assert.equal(looks, 3)
    for (let round = 1; round <= 3; round++) bodies.body(1, () => lookWhileCommitting(bytes))
    assert.equal(looks, 6)
  })

  test('begins anew beyond so many bodies, however small they are', () => {
    const known = createKnownObjects(local.writer.signal)
    let opened = 0
    const open = (blob: number) =>
      known.body(blob, () => {
        opened += 1
        return { kind: 'bytes', bytes: Buffer.from('x') }
      })
    for (let blob = 1; blob <= 4_096; blob++) for (const _ of [1, 2, 3]) open(blob)
    open(1)
    assert.equal(opened, 2 * 4_096)
    for (const _ of [1, 2, 3]) open(4_097)
    open(1)
    assert.equal(opened, 2 * 4_097 + 1)
  })

  test('begins anew beyond so many objects', async () => {
    await local.put('src', 'one', 'x')
    const [bucket, version] = [await local.store.buckets.find('src'), await current('one')]
    assert.ok(bucket)
    const known = createKnownObjects(local.writer.signal)
    let looks = 0
    const look = (key: string) =>
      known.current(bucket, key, () => {
        looks += 1
        return version
      })
    // The same version under every key: only at its very first it has not been seen.
    for (let number = 0; number < 4_096; number++) look(`key ${number}`)
    look('key 1')
    assert.equal(looks, 4_096)
    look('key 0')
    look('one more')
    look('key 1')
    assert.equal(looks, 4_099)
  })
})
