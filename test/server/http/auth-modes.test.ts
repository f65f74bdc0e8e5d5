import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ListJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import supertest from 'supertest'
import { createJob } from '../../support/create-job.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'

const ALICE = { accessKeyId: 'AKIAALICE', secretAccessKey: 'alice/secret+', account: '111111111111' }
const BOB = { accessKeyId: 'AKIABOB', secretAccessKey: 'bob-secret', account: '222222222222' }

describe('with --auth sigv4', async () => {
  const server = await testServer({ after }, { auth: 'sigv4', credentials: [ALICE, BOB] })
  const s3Of = (credentials: { accessKeyId: string; secretAccessKey: string }): S3Client => {
    const client = new S3Client({
      endpoint: server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials,
    })
    after(() => client.destroy())
    return client
  }
  const control = new S3ControlClient({
    region: 'us-east-1',
    credentials: ALICE,
    maxAttempts: 1,
    endpointProvider: () => ({ url: new URL(server.url) }),
    disableHostPrefix: true,
  })
  after(() => control.destroy())

  test('a right signature is served, and each key sees the buckets of its own account', async () => {
    await s3Of(ALICE).send(new CreateBucketCommand({ Bucket: 'alices' }))
    await s3Of(ALICE).send(new PutObjectCommand({ Bucket: 'alices', Key: 'a b+é', Body: 'x' }))
    assert.deepEqual(
      (await s3Of(ALICE).send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
      ['alices'],
    )
    assert.deepEqual((await s3Of(BOB).send(new ListBucketsCommand({}))).Buckets ?? [], [])
  })

  test('a wrong secret and an unknown key are refused', async () => {
    await assert.rejects(s3Of({ ...ALICE, secretAccessKey: 'guess' }).send(new ListBucketsCommand({})), {
      name: 'SignatureDoesNotMatch',
    })
    await assert.rejects(s3Of({ ...ALICE, accessKeyId: 'AKIANOBODY' }).send(new ListBucketsCommand({})), {
      name: 'InvalidAccessKeyId',
    })
  })

  test('S3 Control takes the jobs of the key’s own account only', async () => {
    assert.deepEqual((await control.send(new ListJobsCommand({ AccountId: ALICE.account }))).Jobs, [])
    await assert.rejects(control.send(new ListJobsCommand({ AccountId: BOB.account })), { name: 'AccessDenied' })
    const anonymous = await supertest(server.url).get('/v20180820/jobs').set('x-amz-account-id', ALICE.account)
    assert.equal(anonymous.status, 403)
    assert.match(anonymous.text, /<ErrorResponse [\s\S]*<Code>AccessDenied</)
  })

  test('health needs no signature', async () => {
    assert.equal((await supertest(server.url).get('/_emulator/health')).status, 200)
  })
})

describe('without verification', async () => {
  const server = await testServer({ after }, { account: '333333333333', region: 'eu-central-1' })

  test('any key is taken, one that is no account stands for the default account', async () => {
    const client = new S3Client({
      endpoint: server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'anything', secretAccessKey: 'else' },
    })
    after(() => client.destroy())
    await client.send(new CreateBucketCommand({ Bucket: 'mine' }))
    const own = await server.s3Of({ account: '333333333333' }).send(new ListBucketsCommand({}))
    assert.deepEqual(
      own.Buckets?.map(({ Name }) => Name),
      ['mine'],
    )
    assert.deepEqual((await server.s3.send(new ListBucketsCommand({}))).Buckets ?? [], [])
  })

  test('credentials that cannot be read are refused all the same', async () => {
    const answer = await supertest(server.url).get('/').set('authorization', 'AWS4-HMAC-SHA256 nonsense')
    assert.equal(answer.status, 400)
    assert.match(answer.text, /<Code>AuthorizationHeaderMalformed</)
  })

  test('the region "snow" is the default region', async () => {
    const JobId = await createJob(server.controlOf({ region: 'eu-central-1' }))
    const { Jobs } = await server.controlOf({ region: 'snow' }).send(new ListJobsCommand({ AccountId: ACCOUNT }))
    assert.deepEqual(
      Jobs?.map((job) => job.JobId),
      [JobId],
    )
  })
})
