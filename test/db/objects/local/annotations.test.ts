import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { BUCKET_CONFIGURATIONS } from '../../../../db/model/bucket-configuration.ts'
import type { ObjectAddress } from '../../../../db/model/object.ts'
import { annotationChecksums } from '../../../../db/objects/annotation-checksums.ts'
import { storeLayout } from '../../../../db/objects/local/layout.ts'
import { localAnnotations } from '../../../../db/objects/local/local-annotations.ts'
import { createKnownBuckets } from '../../../../db/objects/local/reads/known-buckets.ts'
import { createWriteLink } from '../../../../db/objects/local/writer/write-link.ts'
import type { EntryCopy } from '../../../../db/objects/receipt-store.ts'
import { openDatabase } from '../../../../db/sqlite/open.ts'
import { makeBucket, openTestStore, replicateDue, type TestStore } from '../../../support/local-store.ts'

let opened: TestStore
let number = 0
let src = ''
let dst = ''

before(async () => {
  opened = await openTestStore()
})
after(() => opened.close())
beforeEach(async () => {
  number += 1
  src = `src-${number}`
  dst = `dst-${number}`
  for (const name of [src, dst]) await makeBucket(opened, name)
})

async function put(address: ObjectAddress, name: string, text: string): Promise<void> {
  const { store } = opened
  const body = await store.writes.stageBytes(Buffer.from(text))
  const md5 = createHash('md5').update(text).digest('hex')
  await store.annotations.put({ address, name, body, md5, checksum: undefined, bypassGovernance: false })
}

/** Names, payloads and replication statuses of a version's annotations. */
async function annotationsOf(bucket: string, key: string, versionId?: string): Promise<readonly string[]> {
  const { annotations } = opened.store
  const { found } = await annotations.list({ bucket, key, versionId }, { prefix: '', limit: 1000 })
  return Promise.all(
    found.map(async (annotation) => {
      const body = await annotations.open(annotation)
      const text = body.kind === 'bytes' ? Buffer.from(body.bytes).toString() : 'a stream'
      return `${annotation.name}=${text.length > 10 ? text.length : text} ${annotation.replication}`
    }),
  )
}

const LARGE = 'x'.repeat(100_000)

function blobFiles(): number {
  const blobs = join(opened.folder, 'blobs')
  return readdirSync(blobs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
}

describe('annotations', () => {
  test('are there after a restart, also those that lie in files', async () => {
    await opened.put(src, 'a')
    await put({ bucket: src, key: 'a' }, 'small', 'text')
    await put({ bucket: src, key: 'a' }, 'large', LARGE)
    opened = await opened.reopen()
    assert.deepEqual(await annotationsOf(src, 'a'), ['large=100000 NONE', 'small=text NONE'])
  })

  test('leave no file behind when they, their version or its last copy go', async () => {
    const before = blobFiles()
    await opened.put(src, 'a')
    await put({ bucket: src, key: 'a' }, 'n', LARGE)
    await put({ bucket: src, key: 'a' }, 'n', `${LARGE}!`)
    assert.equal(blobFiles(), before + 1)
    const source = { bucket: src, key: 'a' }
    const target = { bucket: dst, key: 'a', headers: {} }
    await opened.store.writes.copy({ source, target, metadata: 'copy', tagging: 'copy', annotations: 'copy' })
    assert.equal(blobFiles(), before + 1)
    await opened.store.writes.remove(source)
    assert.deepEqual(await annotationsOf(dst, 'a'), ['n=100001 NONE'])
    await opened.store.writes.remove({ bucket: dst, key: 'a' })
    assert.equal(blobFiles(), before)
  })

  test('that go while they are opened are overtaken, not damaged', async () => {
    const { folder, store, writer } = opened
    await opened.put(src, 'a')
    const address = { bucket: src, key: 'a' }
    await put(address, 'n', LARGE)
    const { found } = await store.annotations.find(address, 'n')
    const file = join(folder, 'objects.db')
    const [before, now] = [openDatabase({ file, readonly: true }), openDatabase({ file, readonly: true })]
    try {
      before.exec('BEGIN')
      before.prepare('SELECT count(*) FROM blob').get()
      await store.annotations.remove(address, 'n', { bypassGovernance: false })
      const seen = [before]
      const view = { now: () => seen.pop() ?? now, apart: () => now }
      const annotations = localAnnotations({
        view,
        buckets: createKnownBuckets(view, writer.signal),
        layout: storeLayout(folder),
        link: createWriteLink(writer.attach('request'), writer.signal),
        writes: store.writes,
      })
      assert.ok(found !== undefined)
      await assert.rejects(annotations.open(found), { code: 'ConditionalRequestConflict' })
    } finally {
      before.close()
      now.close()
    }
  })

  test('that are refused leave no file behind', async () => {
    const before = blobFiles()
    await assert.rejects(put({ bucket: src, key: 'none' }, 'n', LARGE), { code: 'NoSuchKey' })
    assert.equal(blobFiles(), before)
  })

  test('come along when a job copies, whichever way it goes, unless they are excluded', async () => {
    const keys = ['a', 'b', 'c']
    for (const key of keys) await opened.put(src, key)
    for (const key of ['a', 'c']) {
      await put({ bucket: src, key }, 'n', key)
      await put({ bucket: src, key }, 'm', key)
    }
    const chunk = { job: `j${number}`, firstRow: 0, nextByte: 1, bucket: src, keys: ['a', 'none', 'b', 'c'] }
    const copy: EntryCopy = {
      target: { bucket: dst, headers: {} },
      keyPrefix: '',
      metadata: 'copy',
      tagging: 'copy',
      annotations: 'copy',
    }
    const apply = (slice: number, change: Partial<EntryCopy> = {}) =>
      opened.store.receipts.applyChunk({ ...chunk, slice }, { kind: 'copy', copy: { ...copy, ...change } })
    // At first all at once, then one by one over what is there.
    for (const slice of [0, 1]) {
      await apply(slice)
      assert.deepEqual(await annotationsOf(dst, 'a'), ['m=a NONE', 'n=a NONE'])
      assert.deepEqual(await annotationsOf(dst, 'b'), [])
      assert.deepEqual(await annotationsOf(dst, 'c'), ['m=c NONE', 'n=c NONE'])
    }
    await apply(2, { keyPrefix: 'x/', annotations: 'exclude' })
    assert.deepEqual(await annotationsOf(dst, 'x/a'), [])
    for (const key of keys) await opened.store.writes.remove({ bucket: src, key })
    assert.deepEqual(await annotationsOf(dst, 'c'), ['m=c NONE', 'n=c NONE'])
  })

  test('that a job has not hashed fail its task, which then owns nothing of the source', async () => {
    const before = blobFiles()
    const { blob } = await opened.put(src, 'a', LARGE)
    await put({ bucket: src, key: 'a' }, 'n', 'unknown')
    const checksum = { algorithm: 'CRC32', type: 'FULL_OBJECT', value: 'AAAAAA==' } as const
    const copy: EntryCopy = {
      target: { bucket: dst, headers: {} },
      keyPrefix: '',
      metadata: 'copy',
      tagging: 'copy',
      annotations: 'copy',
      checksums: [{ blob, checksum, annotations: [] }],
    }
    const chunk = { job: `j${number}`, slice: 0, firstRow: 0, nextByte: 1, bucket: src, keys: ['a'] }
    const outcome = await opened.store.receipts.applyChunk(chunk, { kind: 'copy', copy })
    assert.deepEqual(outcome, { succeeded: 0, failed: 1 })
    await opened.store.writes.remove({ bucket: src, key: 'a' })
    assert.equal(blobFiles(), before)
  })

  test('are replicated as they are put, and stay in the destination when they are deleted', async () => {
    for (const name of [src, dst]) await opened.store.buckets.setVersioning(name, 'Enabled')
    const rule = {
      ID: 'r',
      Status: 'Enabled',
      Priority: 1,
      Filter: {},
      DeleteMarkerReplication: { Status: 'Enabled' },
      Destination: { Bucket: `arn:aws:s3:::${dst}` },
    }
    const body = { Role: 'arn:aws:iam::123456789012:role/r', Rules: [rule] }
    await opened.put(src, 'before')
    await opened.store.buckets.putConfiguration(src, BUCKET_CONFIGURATIONS.replication, body)
    await opened.put(src, 'a')
    await put({ bucket: src, key: 'a' }, 'early', '1')
    assert.deepEqual(await annotationsOf(src, 'a'), ['early=1 PENDING'])
    await replicateDue(opened)
    assert.deepEqual(await annotationsOf(src, 'a'), ['early=1 COMPLETED'])
    assert.deepEqual(await annotationsOf(dst, 'a'), ['early=1 REPLICA'])
    await put({ bucket: src, key: 'a' }, 'late', '1')
    assert.equal((await opened.store.reads.version({ bucket: src, key: 'a' })).replication, 'COMPLETED')
    await put({ bucket: src, key: 'a' }, 'early', '2')
    const none = { bypassGovernance: false }
    await opened.store.annotations.remove({ bucket: src, key: 'a' }, 'late', none)
    await replicateDue(opened)
    assert.deepEqual(await annotationsOf(dst, 'a'), ['early=2 REPLICA'])
    await opened.store.annotations.remove({ bucket: src, key: 'a' }, 'early', none)
    await replicateDue(opened)
    assert.deepEqual(await annotationsOf(dst, 'a'), ['early=2 REPLICA'])
    // What was not replicated when it was written is not brought in by its annotations.
    await put({ bucket: src, key: 'before' }, 'n', '1')
    await replicateDue(opened)
    assert.deepEqual(await annotationsOf(src, 'before'), ['n=1 NONE'])
    assert.equal(await opened.store.reads.find({ bucket: dst, key: 'before' }), undefined)
  })

  test('of a replica are all hashed, also where deletions in its source have left it more than a thousand', async () => {
    for (const name of [src, dst]) await opened.store.buckets.setVersioning(name, 'Enabled')
    const Rules = [{ ID: 'r', Status: 'Enabled', Prefix: '', Destination: { Bucket: `arn:aws:s3:::${dst}` } }]
    const body = { Role: 'arn:aws:iam::123456789012:role/r', Rules }
    await opened.store.buckets.putConfiguration(src, BUCKET_CONFIGURATIONS.replication, body)
    await opened.put(src, 'a')
    const source = { bucket: src, key: 'a' }
    for (let name = 0; name < 1000; name += 1) await put(source, `n${name}`, 'x')
    await replicateDue(opened)
    await opened.store.annotations.remove(source, 'n0', { bypassGovernance: false })
    await put(source, 'one-more', 'x')
    await replicateDue(opened)
    const checksums = await annotationChecksums(opened.store.annotations, { bucket: dst, key: 'a' }, 'CRC32')
    assert.equal(checksums.length, 1001)
  })

  test('of a copy are replicated with it', async () => {
    await opened.put(src, 'a')
    await put({ bucket: src, key: 'a' }, 'n', '1')
    const [middle, last] = [`middle-${number}`, `last-${number}`]
    for (const name of [middle, last]) {
      await makeBucket(opened, name)
      await opened.store.buckets.setVersioning(name, 'Enabled')
    }
    const Rules = [{ ID: 'r', Status: 'Enabled', Prefix: '', Destination: { Bucket: `arn:aws:s3:::${last}` } }]
    const body = { Role: 'arn:aws:iam::123456789012:role/r', Rules }
    await opened.store.buckets.putConfiguration(middle, BUCKET_CONFIGURATIONS.replication, body)
    const target = { bucket: middle, key: 'a', headers: {} }
    const source = { bucket: src, key: 'a' }
    await opened.store.writes.copy({ source, target, metadata: 'copy', tagging: 'copy', annotations: 'copy' })
    assert.deepEqual(await annotationsOf(middle, 'a'), ['n=1 PENDING'])
    await replicateDue(opened)
    assert.deepEqual(await annotationsOf(middle, 'a'), ['n=1 COMPLETED'])
    assert.deepEqual(await annotationsOf(last, 'a'), ['n=1 REPLICA'])
  })
})
