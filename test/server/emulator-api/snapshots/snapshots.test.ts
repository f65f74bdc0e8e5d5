import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { DescribeJobCommand, ListJobsCommand } from '@aws-sdk/client-s3-control'
import supertest from 'supertest'
import { createJob } from '../../../support/create-job.ts'
import { folderWith } from '../../../support/folder-with.ts'
import { makeJobWorld, putManifest, REPORT, textOf, textsOf } from '../../../support/job-world.ts'
import { ACCOUNT, testServer } from '../../../support/running-server.ts'
import { waitForJob } from '../../../support/wait-for-job.ts'

const LARGE = 'large body '.repeat(10_000)

const versionsOf = async (s3: S3Client, Bucket: string) => {
  const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
  return { Versions, DeleteMarkers }
}

describe('a snapshot', async () => {
  const server = await testServer({ after })
  const { s3, control } = server
  const http = supertest(server.url)

  test('brings back everything as it was, as often as wanted', async () => {
    await makeJobWorld(s3, ['a', 'b'])
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } }))
    await s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'large', Body: LARGE }))
    await s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'a', Body: 'second' }))
    await s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'b' }))
    const upload = { Bucket: 'source', Key: 'parts' }
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload))
    const part = { ...upload, UploadId, PartNumber: 1 }
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: LARGE }))
    const before = await versionsOf(s3, 'source')
    const taken = await http.post('/_emulator/snapshots').send({ name: 'before' })
    assert.equal(taken.status, 201)
    const { takenAt, bytes, ...figures } = taken.body
    assert.deepEqual(figures, { name: 'before', buckets: 4, objects: 4, uploads: 1, jobs: 0 })
    assert.ok(bytes > 2 * LARGE.length && Math.abs(Date.parse(takenAt) - server.clock.now()) < 60_000)

    for (const round of [1, 2]) {
      await s3.send(
        new CompleteMultipartUploadCommand({ ...part, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
      )
      await s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'large', Body: `new ${round}` }))
      await s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'new', Body: LARGE.toUpperCase() }))
      await s3.send(
        new DeleteObjectCommand({
          Bucket: 'source',
          Key: 'large',
          VersionId: before.Versions?.find(({ Key }) => Key === 'large')?.VersionId,
        }),
      )
      await s3.send(new DeleteBucketCommand({ Bucket: 'target' }))
      const restored = await http.post('/_emulator/snapshots/before/restore')
      assert.deepEqual([restored.status, restored.body], [200, taken.body])
      assert.deepEqual(await versionsOf(s3, 'source'), before)
      assert.equal(await textOf(s3, 'source', 'large'), LARGE)
      assert.equal((await s3.send(new ListPartsCommand({ ...upload, UploadId }))).Parts?.length, 1)
      await s3.send(new HeadBucketCommand({ Bucket: 'target' }))
    }
    await s3.send(
      new CompleteMultipartUploadCommand({ ...part, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
    )
    assert.equal(await textOf(s3, 'source', 'parts'), LARGE)
  })

  test('and jobs: one that has run since is not known, and can be run again', async () => {
    await server.reset()
    await server.seed({
      buckets: ['source', 'manifests', 'reports'].map((Bucket) => ({ Bucket, account: ACCOUNT })),
      objects: [{ Bucket: 'source', Key: 'k%03d', count: 500, text: 'x' }],
    })
    const Manifest = await putManifest(
      s3,
      Array.from({ length: 500 }, (_, n) => `k${String(n).padStart(3, '0')}`),
    )
    const tagged = async () => (await s3.send(new GetObjectTaggingCommand({ Bucket: 'source', Key: 'k499' }))).TagSet
    await server.snapshots.take('seeded')
    const ids = new Set<string>()
    for (let round = 0; round < 2; round++) {
      const id = await createJob(control, { Manifest, Report: REPORT, ClientRequestToken: 'the same' })
      ids.add(id)
      const { ProgressSummary } = await waitForJob(control, id, 'Complete')
      assert.equal(ProgressSummary?.NumberOfTasksSucceeded, 500)
      assert.equal((await tagged())?.length, 1)
      await server.snapshots.restore('seeded')
      assert.deepEqual(await tagged(), [])
      assert.deepEqual(await textsOf(s3, 'reports'), {})
      assert.deepEqual((await control.send(new ListJobsCommand({ AccountId: ACCOUNT }))).Jobs ?? [], [])
      await assert.rejects(control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId: id })), {
        name: 'NotFoundException',
      })
    }
    assert.equal(ids.size, 2)
  })

  test('is listed, outlives a reset, and goes when it is deleted', async () => {
    await server.reset()
    const names = async () =>
      (await http.get('/_emulator/snapshots')).body.snapshots.map(({ name }: { name: string }) => name)
    assert.deepEqual(await names(), ['before', 'seeded'])
    assert.equal((await http.get('/_emulator/snapshots/seeded')).body.objects, 501)
    await http.delete('/_emulator/snapshots/before').expect(204)
    await http.delete('/_emulator/snapshots/before').expect(404)
    assert.deepEqual(await names(), ['seeded'])
    await server.snapshots.restore('seeded')
    assert.equal((await s3.send(new ListObjectsV2Command({ Bucket: 'source' }))).KeyCount, 500)
    await server.snapshots.remove('seeded')
    assert.equal((await s3.send(new ListObjectsV2Command({ Bucket: 'source' }))).KeyCount, 500)
  })

  test('has a name of letters, digits, - and _, and one name is for one snapshot', async () => {
    const take = async (body: unknown) => {
      const answer = await http.post('/_emulator/snapshots').send(body as object)
      return [answer.status, answer.body.error?.code]
    }
    for (const name of ['', '..', '../x', 'a/b', 'a.b', 'ä', 'x'.repeat(65), ' ', 'a\0', 1, null, ['a']]) {
      assert.deepEqual(await take({ name }), [400, 'InvalidSnapshot'], JSON.stringify(name))
    }
    for (const body of [{}, { name: 'x', more: 1 }, [], ['name']]) {
      assert.deepEqual(await take(body), [400, 'InvalidSnapshot'], JSON.stringify(body))
    }
    assert.deepEqual(await take({ name: '__proto__' }), [201, undefined])
    assert.deepEqual(await take({ name: '__proto__' }), [409, 'SnapshotExists'])
    for (const name of ['constructor', 'record.json', '..', '%2e%2e', '..%2f..%2fstate-0', 'snapshot-1']) {
      assert.equal((await http.post(`/_emulator/snapshots/${name}/restore`)).status, 404, name)
      assert.equal((await http.delete(`/_emulator/snapshots/${name}`)).status, 404, name)
    }
    await http.delete('/_emulator/snapshots/__proto__').expect(204)
  })

  test('may not be taken, restored or deleted by a web page of somebody else', async () => {
    const origin = 'http://evil.example.com'
    for (const asked of [
      http.post('/_emulator/snapshots').send({ name: 'x' }),
      http.post('/_emulator/snapshots/x/restore'),
      http.delete('/_emulator/snapshots/x'),
      http.get('/_emulator/snapshots'),
    ]) {
      const { status, body } = await asked.set('origin', origin)
      assert.deepEqual([status, body.error.code], [403, 'ForeignOrigin'])
    }
  })

  test('leaves the clock as it is: who wants the time back sets it, before the state comes', async () => {
    await server.reset()
    server.clock.freeze()
    const then = server.clock.now()
    await s3.send(new CreateBucketCommand({ Bucket: 'timely' }))
    const { takenAt } = await server.snapshots.take('timely')
    assert.equal(Date.parse(takenAt), then)
    server.clock.advance(86_400_000)
    await server.snapshots.restore('timely')
    assert.equal(server.clock.now(), then + 86_400_000)
    server.clock.set(Date.parse(takenAt))
    await server.snapshots.restore('timely')
    await s3.send(new PutObjectCommand({ Bucket: 'timely', Key: 'k', Body: 'x' }))
    const { LastModified } = await s3.send(new GetObjectCommand({ Bucket: 'timely', Key: 'k' }))
    assert.equal(LastModified?.getTime(), Math.floor(then / 1_000) * 1_000)
    server.clock.resume()
  })
})

describe('while a snapshot is taken', async () => {
  const server = await testServer({ after })
  const { s3, control } = server

  test('requests wait, and none is lost', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'busy' }))
    const keys = Array.from({ length: 300 }, (_, number) => `k${number}`)
    const puts = keys.map((Key) => s3.send(new PutObjectCommand({ Bucket: 'busy', Key, Body: LARGE.slice(0, 20_000) })))
    const taken = ['one', 'two', 'three'].map((name) => server.snapshots.take(name))
    await Promise.all([...puts, ...taken])
    assert.equal((await s3.send(new ListObjectsV2Command({ Bucket: 'busy' }))).KeyCount, 300)
    for (const name of ['one', 'two', 'three']) {
      const { objects } = await server.snapshots.restore(name)
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'busy' }))
      assert.equal(Contents.length, objects)
      for (const { Key = '' } of Contents.slice(-3)) assert.equal((await textOf(s3, 'busy', Key)).length, 20_000)
    }
  })

  test('an upload that takes its time is told to come again, and nothing of it stays', async () => {
    await server.reset()
    await s3.send(new CreateBucketCommand({ Bucket: 'slow' }))
    const headers = { expect: '100-continue', 'content-length': 1_000_000 }
    const upload = request(`${server.url}/slow/upload`, { method: 'PUT', headers })
    upload.on('error', () => undefined)
    const status = new Promise<number | undefined>((resolve) => {
      upload.on('response', (answer) => resolve(answer.resume().statusCode))
    })
    upload.flushHeaders()
    await new Promise((resolve) => upload.once('continue', resolve))
    upload.write('x'.repeat(500_000))
    const { objects } = await server.snapshots.take('without')
    upload.end('x'.repeat(500_000))
    assert.deepEqual([await status, objects], [503, 0])
    assert.deepEqual(await textsOf(s3, 'slow'), {})
  })

  test('jobs stop between two chunks, and go on; after a restore too, each task done and reported once', async () => {
    await server.reset()
    await server.seed({
      buckets: [
        { Bucket: 'source', account: ACCOUNT },
        { Bucket: 'target', account: ACCOUNT, VersioningConfiguration: { Status: 'Enabled' } },
        { Bucket: 'manifests', account: ACCOUNT },
        { Bucket: 'reports', account: ACCOUNT },
      ],
      objects: [{ Bucket: 'source', Key: '%05d', count: 100_000, text: 'x' }],
    })
    const Manifest = await putManifest(
      s3,
      Array.from({ length: 100_000 }, (_, n) => String(n).padStart(5, '0')),
    )
    const Operation = { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target' } }
    const id = await createJob(control, { Manifest, Operation, Report: REPORT })
    await waitForJob(control, id, 'Active')
    await server.snapshots.take('running')
    const ended = async (): Promise<void> => {
      const { ProgressSummary } = await waitForJob(control, id, 'Complete')
      assert.deepEqual([ProgressSummary?.NumberOfTasksSucceeded, ProgressSummary?.NumberOfTasksFailed], [100_000, 0])
      const rows = Object.entries(await textsOf(s3, 'reports')).find(([key]) => key.endsWith('.csv'))?.[1] ?? ''
      assert.equal(
        new Set(
          rows
            .trim()
            .split('\n')
            .map((row) => row.split(',')[1]),
        ).size,
        100_000,
      )
      assert.equal(rows.trim().split('\n').length, 100_000)
      await server.snapshots.take('ended')
      const [{ objects } = assert.fail()] = (await server.snapshots.list()).filter(({ name }) => name === 'ended')
      // The source's, the copies, one version each, the manifest, and the report's four.
      assert.equal(objects, 100_000 + 100_000 + 1 + Object.keys(await textsOf(s3, 'reports')).length)
      await server.snapshots.remove('ended')
    }
    await ended()
    for (let round = 0; round < 2; round++) {
      await server.snapshots.restore('running')
      await ended()
    }
  })
})

describe('snapshots of a data folder', () => {
  test('are there after a restart, and what was left half done is not', async (t) => {
    const folder = folderWith(t, {})
    const data = join(folder, 'data')
    const first = await testServer(t, { data, sync: 'full' })
    await first.s3.send(new CreateBucketCommand({ Bucket: 'kept' }))
    await first.s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'k', Body: LARGE }))
    await first.snapshots.take('kept')
    await first.s3.send(new DeleteObjectCommand({ Bucket: 'kept', Key: 'k' }))
    await first.stop()
    for (const half of ['coming/blobs', 'snapshots/snapshot-2.part']) mkdirSync(join(data, half), { recursive: true })
    writeFileSync(join(data, 'snapshots/snapshot-2.part/record.json'), '{}')
    const second = await testServer(t, { data })
    assert.deepEqual(readdirSync(join(data, 'snapshots')), ['snapshot-1'])
    assert.equal(existsSync(join(data, 'coming')), false)
    assert.deepEqual(
      (await second.snapshots.list()).map(({ name }) => name),
      ['kept'],
    )
    await second.snapshots.restore('kept')
    assert.equal(await textOf(second.s3, 'kept', 'k'), LARGE)
    await second.stop()
    const third = await testServer(t, { data })
    assert.equal(await textOf(third.s3, 'kept', 'k'), LARGE)
  })
})
