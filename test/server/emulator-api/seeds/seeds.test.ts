import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  CopyObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import supertest from 'supertest'
import { createJob } from '../../../support/create-job.ts'
import { REPORT, textOf } from '../../../support/job-world.ts'
import { ACCOUNT, testServer } from '../../../support/running-server.ts'
import { waitForJob } from '../../../support/wait-for-job.ts'

const own = { account: ACCOUNT }

describe('a document that is sent', async () => {
  const server = await testServer({ after })
  const { s3 } = server
  const post = (document: object) => supertest(server.url).post('/_emulator/seeds').send(document)

  test('makes buckets and objects as the operations of S3 would have made them', async () => {
    const { status, body } = await post({
      buckets: [
        {
          ...own,
          Bucket: 'photos',
          region: 'eu-west-1',
          VersioningConfiguration: { Status: 'Enabled' },
          Policy: {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::photos/*',
            },
          },
          LifecycleConfiguration: {
            Rules: [{ ID: 'r', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 3 } }],
          },
        },
        { ...own, Bucket: 'vault', ObjectLockEnabledForBucket: true },
      ],
      objects: [
        {
          Bucket: 'photos',
          Key: 'a.txt',
          text: 'hello',
          ContentType: 'text/plain',
          Metadata: { colour: 'blue' },
          Tagging: 'team=a',
          StorageClass: 'STANDARD_IA',
        },
        {
          Bucket: 'vault',
          Key: 'locked',
          base64: 'aGVsbG8=',
          ObjectLockMode: 'GOVERNANCE',
          ObjectLockRetainUntilDate: '2040-01-01T00:00:00Z',
        },
      ],
    })
    assert.deepEqual([status, body], [200, { buckets: { made: 2, kept: 0 }, objects: { made: 2, kept: 0 } }])
    assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket: 'photos' }))).LocationConstraint, 'eu-west-1')
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'photos' }))
    assert.deepEqual(Rules?.[0]?.Expiration, { Days: 3 })
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: 'photos' }))
    assert.equal(JSON.parse(Policy).Statement.Action, 's3:GetObject')
    const address = { Bucket: 'photos', Key: 'a.txt' }
    await s3.send(new PutObjectCommand({ ...address, Key: 'put', Body: 'hello' }))
    const checksums = { ChecksumMode: 'ENABLED' } as const
    const seeded = await s3.send(new HeadObjectCommand({ ...address, ...checksums }))
    const put = await s3.send(new HeadObjectCommand({ ...address, Key: 'put', ...checksums }))
    assert.deepEqual(
      [seeded.ETag, seeded.ServerSideEncryption, seeded.ContentLength, seeded.ChecksumType],
      [put.ETag, put.ServerSideEncryption, put.ContentLength, put.ChecksumType],
    )
    assert.match(seeded.ChecksumCRC64NVME ?? '', /=$/)
    assert.match(seeded.VersionId ?? '', /^.{32}$/)
    assert.deepEqual(
      [seeded.ContentType, seeded.Metadata, seeded.StorageClass],
      ['text/plain', { colour: 'blue' }, 'STANDARD_IA'],
    )
    assert.deepEqual((await s3.send(new GetObjectTaggingCommand(address))).TagSet, [{ Key: 'team', Value: 'a' }])
    const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket: 'vault', Key: 'locked' }))
    assert.equal(Retention?.RetainUntilDate?.toISOString(), '2040-01-01T00:00:00.000Z')
  })

  test('sent again makes nothing and changes nothing', async () => {
    const document = {
      buckets: [{ ...own, Bucket: 'again', VersioningConfiguration: { Status: 'Enabled' } }],
      objects: [
        { Bucket: 'again', Key: 'one', text: '1' },
        { Bucket: 'again', Key: 'many/%d', count: 20, text: 'm' },
      ],
    }
    assert.deepEqual((await post(document)).body, { buckets: { made: 1, kept: 0 }, objects: { made: 21, kept: 0 } })
    const versions = async () => (await s3.send(new ListObjectVersionsCommand({ Bucket: 'again' }))).Versions
    const before = await versions()
    assert.equal(before?.length, 21)
    assert.deepEqual((await post(document)).body, { buckets: { made: 0, kept: 1 }, objects: { made: 0, kept: 21 } })
    assert.deepEqual(await versions(), before)
  })

  test('may be sent by many at once: each thing is made by one of them', async () => {
    const document = {
      buckets: [{ ...own, Bucket: 'shared', region: 'eu-west-1', VersioningConfiguration: { Status: 'Enabled' } }],
      objects: [
        { Bucket: 'shared', Key: 'k%d', count: 600, text: 'x' },
        { Bucket: 'shared', Key: 'a', text: 'y' },
      ],
    }
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(document)))
    const made = { buckets: 0, objects: 0 }
    for (const { status, body } of answers) {
      assert.equal(status, 200, JSON.stringify(body))
      made.buckets += body.buckets.made
      made.objects += body.objects.made
    }
    assert.deepEqual(made, { buckets: 1, objects: 601 })
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'shared' }))
    assert.equal(Versions?.length, 601)
  })

  test('is not refused for what is there and could not be made any more', async (t) => {
    const later = await testServer(t)
    const document = {
      buckets: [{ ...own, Bucket: 'kept', ObjectLockEnabledForBucket: true }],
      objects: [
        { Bucket: 'kept', Key: 'k', ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date('2040-01-01') },
      ],
    } as const
    await later.seed(document)
    later.clock.set(Date.parse('2041-01-01'))
    assert.deepEqual(await later.seed(document), { buckets: { made: 0, kept: 1 }, objects: { made: 0, kept: 1 } })
    await later.reset()
    await assert.rejects(later.seed(document), /retain until date must be in the future/)
  })

  test('gives back what has been deleted, and leaves alone what has been changed', async () => {
    const document = {
      buckets: [{ ...own, Bucket: 'mended' }],
      objects: [{ Bucket: 'mended', Key: '%d', count: 3, text: 'old' }],
    }
    await post(document)
    await s3.send(new PutObjectCommand({ Bucket: 'mended', Key: '1', Body: 'new' }))
    await s3.send(new PutObjectCommand({ Bucket: 'mended', Key: '2', Body: 'new' }))
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3')
    await s3.send(new DeleteObjectCommand({ Bucket: 'mended', Key: '2' }))
    assert.deepEqual((await post(document)).body.objects, { made: 1, kept: 2 })
    assert.deepEqual([await textOf(s3, 'mended', '1'), await textOf(s3, 'mended', '2')], ['new', 'old'])
  })

  test('with mistakes does nothing at all, and tells every one, those that only the operations know among them', async () => {
    const { status, body } = await post({
      buckets: [
        { ...own, Bucket: 'untouched' },
        { ...own, Bucket: 'No Name' },
        { ...own, Bucket: 'bad-rules', ReplicationConfiguration: { Role: 'r', Rules: [] } },
        { account: '999999999999', Bucket: 'photos' },
        { Bucket: 'bad-policy', Policy: '{' },
      ],
      objects: [
        { Bucket: 'untouched', Key: 'k', text: 'x' },
        { Bucket: 'untouched', Key: 't', Tagging: 'a=b&a=c' },
        { Bucket: 'untouched', Key: `${'k'.repeat(1020)}%06d`, count: 2 },
        {
          Bucket: 'untouched',
          Key: 'l',
          ObjectLockMode: 'GOVERNANCE',
          ObjectLockRetainUntilDate: '2040-01-01T00:00:00Z',
        },
        { Bucket: 'nowhere', Key: 'k' },
        { Bucket: 'No Name', Key: 'not told of twice' },
        { Bucket: 'untouched', Key: 'k2', colour: 'blue' },
      ],
    })
    assert.deepEqual([status, body.error.code], [400, 'InvalidSeed'])
    const codes = (body.error.mistakes as string[]).map((mistake) =>
      mistake.replace(/^(\S+) is refused: .*\((\w+)\)\.$/, '$1 $2'),
    )
    assert.deepEqual(codes, [
      'objects[6] has no "colour".',
      'buckets[1] InvalidBucketName',
      'buckets[3] BucketAlreadyExists',
      'buckets[4].Policy MalformedPolicy',
      'buckets[2].ReplicationConfiguration InvalidRequest',
      'objects[1] InvalidArgument',
      'objects[2] KeyTooLongError',
      'objects[3] InvalidRequest',
      'objects[4] NoSuchBucket',
    ])
    const { Buckets } = await s3.send(new ListBucketsCommand({}))
    assert.ok(!Buckets?.some(({ Name }) => Name === 'untouched'))
  })

  test('may be no JSON, or too long, and is told so', async () => {
    const send = (text: string) =>
      supertest(server.url).post('/_emulator/seeds').set('content-type', 'application/json').send(text)
    assert.equal((await send('{')).status, 400)
    assert.equal((await send(`"${'x'.repeat(5_000_000)}"`)).status, 413)
    assert.equal((await send('[]')).body.error.message, 'A seed is a JSON object.')
  })

  test('may not be sent by a web page of somebody else', async () => {
    const { status, body } = await post({}).set('origin', 'http://evil.example.com')
    assert.deepEqual([status, body.error.code], [403, 'ForeignOrigin'])
  })

  test('puts objects before the bucket begins to act on them', async () => {
    await server.seed({
      buckets: [
        { ...own, Bucket: 'acts-target', VersioningConfiguration: { Status: 'Enabled' } },
        {
          ...own,
          Bucket: 'acts',
          VersioningConfiguration: { Status: 'Enabled' },
          ReplicationConfiguration: {
            Role: `arn:aws:iam::${ACCOUNT}:role/r`,
            Rules: [{ Status: 'Enabled', Prefix: '', Destination: { Bucket: 'arn:aws:s3:::acts-target' } }],
          },
        },
      ],
      objects: [{ Bucket: 'acts', Key: 'k', text: 'x' }],
    })
    assert.equal((await s3.send(new HeadObjectCommand({ Bucket: 'acts', Key: 'k' }))).ReplicationStatus, undefined)
  })
})

describe('very many objects', async () => {
  const server = await testServer({ after })
  const { s3, control } = server

  test('of one entry are listed, read and copied as any others', async () => {
    const outcome = await server.seed({
      buckets: [{ ...own, Bucket: 'logs' }],
      objects: [{ Bucket: 'logs', Key: '2026/%06d.txt', count: 20_000, text: 'line', Tagging: 'a=b' }],
    })
    assert.deepEqual(outcome, { buckets: { made: 1, kept: 0 }, objects: { made: 20_000, kept: 0 } })
    const page = await s3.send(new ListObjectsV2Command({ Bucket: 'logs', StartAfter: '2026/019998.txt' }))
    assert.deepEqual(
      page.Contents?.map(({ Key, Size }) => [Key, Size]),
      [['2026/019999.txt', 4]],
    )
    assert.equal(await textOf(s3, 'logs', '2026/000000.txt'), 'line')
    await s3.send(new CopyObjectCommand({ Bucket: 'logs', Key: 'copy', CopySource: 'logs/2026/010000.txt' }))
    const { TagCount } = await s3.send(new GetObjectCommand({ Bucket: 'logs', Key: 'copy' }))
    assert.equal(TagCount, 1)
  })

  test('may have a large body, of which each has its own', async () => {
    await server.seed({
      buckets: [{ ...own, Bucket: 'large' }],
      objects: [{ Bucket: 'large', Key: '%d', count: 3, text: 'x'.repeat(100_000) }],
    })
    const texts = await Promise.all(['0', '1', '2'].map((key) => textOf(s3, 'large', key)))
    assert.deepEqual(new Set(texts), new Set(['x'.repeat(100_000)]))
  })

  test('do not outlive a reset in their midst, which whoever sent them is told of', async (t) => {
    const { url, s3: client } = await testServer(t)
    const seeding = supertest(url)
      .post('/_emulator/seeds')
      .send({
        buckets: [{ ...own, Bucket: 'half' }],
        objects: [{ Bucket: 'half', Key: '%d', count: 5_000_000, text: 'x' }],
      })
      .then(({ status, body }) => [status, body.error?.code])
    while ((await client.send(new ListBucketsCommand({}))).Buckets?.length === 0);
    await supertest(url).post('/_emulator/reset').expect(200)
    assert.deepEqual(await seeding, [503, 'ServiceUnavailable'])
    assert.deepEqual((await client.send(new ListBucketsCommand({}))).Buckets, [])
  })

  test('are what a job finds by a generated manifest', async () => {
    await server.seed({
      buckets: [
        { ...own, Bucket: 'seeded' },
        { ...own, Bucket: 'reports' },
      ],
      objects: [{ Bucket: 'seeded', Key: 'k/%04d', count: 1_000, text: 'x' }],
    })
    const id = await createJob(control, {
      Manifest: undefined,
      ManifestGenerator: {
        S3JobManifestGenerator: { SourceBucket: 'arn:aws:s3:::seeded', EnableManifestOutput: false },
      },
      Report: REPORT,
    })
    const { ProgressSummary } = await waitForJob(control, id, 'Complete')
    assert.equal(ProgressSummary?.NumberOfTasksSucceeded, 1_000)
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: 'seeded', Key: 'k/0999' }))
    assert.deepEqual(TagSet, [{ Key: 'seen', Value: 'yes' }])
  })
})
