import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { ListJobsCommand } from '@aws-sdk/client-s3-control'
import supertest from 'supertest'
import { createJob } from '../../support/create-job.ts'
import { makeJobWorld, putManifest, textOf } from '../../support/job-world.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'

describe('the emulator itself', async () => {
  const server = await testServer({ after })
  const http = supertest(server.url)

  test('tells its health under its own path and under LocalStack’s', async () => {
    for (const path of ['/_emulator/health', '/_localstack/health']) {
      const { status, body } = await http.get(path)
      assert.equal(status, 200)
      assert.deepEqual(body.services, { s3: 'running', s3control: 'running', sts: 'running' })
    }
  })

  test('answers JSON to what it does not have, and to what it cannot read', async () => {
    const missing = await http.get('/_emulator/nothing')
    assert.deepEqual([missing.status, missing.body.error.code], [404, 'NotFound'])
    const broken = await http.put('/_emulator/clock').set('content-type', 'application/json').send('{')
    assert.equal(broken.status, 400)
  })

  test('has a clock that can be frozen, set, advanced and let go', async () => {
    const set = await http.put('/_emulator/clock').send({ frozen: true, now: '2030-01-31T12:00:00Z' })
    assert.deepEqual(set.body, { now: '2030-01-31T12:00:00.000Z', epochMs: 1896091200000, frozen: true })
    await http.put('/_emulator/clock').send({ advanceMs: 1500 }).expect(200)
    assert.equal((await http.get('/_emulator/clock')).body.now, '2030-01-31T12:00:01.500Z')
    assert.equal(server.clock.now(), 1896091201500)
    const running = await http.put('/_emulator/clock').send({ frozen: false })
    assert.equal(running.body.frozen, false)
    assert.ok(server.clock.now() >= 1896091201500)
  })

  test('refuses a time that is none, and leaves the clock as it was', async () => {
    for (const change of [
      { frozen: true, now: 'tomorrow' },
      { frozen: true, advanceMs: -1e15 },
      { frozen: 'yes' },
      { speed: 2 },
    ]) {
      assert.equal((await http.put('/_emulator/clock').send(change)).status, 400, JSON.stringify(change))
    }
    assert.equal(server.clock.frozen, false)
  })
})

describe('a reset', async () => {
  const server = await testServer({ after })
  const { s3, control } = server
  const http = supertest(server.url)
  const keys = Array.from({ length: 50 }, (_, n) => `k${n}`)

  test('takes buckets, objects and jobs, running ones included', async () => {
    await makeJobWorld(s3, keys)
    const Manifest = await putManifest(s3, keys)
    for (let n = 0; n < 5; n++) await createJob(control, { Manifest })
    const { status, body } = await http.post('/_emulator/reset')
    assert.deepEqual([status, body], [200, { status: 'reset' }])
    assert.deepEqual((await s3.send(new ListBucketsCommand({}))).Buckets ?? [], [])
    assert.deepEqual((await control.send(new ListJobsCommand({ AccountId: ACCOUNT }))).Jobs, [])
  })

  test('leaves a server that works as before', async () => {
    await makeJobWorld(s3, keys)
    const JobId = await createJob(control, { Manifest: await putManifest(s3, keys) })
    const { waitForJob } = await import('../../support/wait-for-job.ts')
    assert.equal((await waitForJob(control, JobId, 'Complete')).ProgressSummary?.NumberOfTasksSucceeded, 50)
  })

  test('forgets tokens', async () => {
    const ClientRequestToken = 'the-token'
    const first = await createJob(control, { ClientRequestToken })
    await server.reset()
    assert.notEqual(await createJob(control, { ClientRequestToken, Priority: 99 }), first)
  })

  test('leaves nothing in memory of what was read before', async () => {
    const object = { Bucket: 'read', Key: 'k' }
    const read = () => textOf(s3, object.Bucket, object.Key)
    await server.reset()
    await s3.send(new CreateBucketCommand({ Bucket: 'read' }))
    await s3.send(new PutObjectCommand({ ...object, Body: 'before' }))
    for (let times = 0; times < 2; times++) assert.equal(await read(), 'before')
    await server.reset()
    await s3.send(new CreateBucketCommand({ Bucket: 'read' }))
    await assert.rejects(read(), { name: 'NoSuchKey' })
    await s3.send(new PutObjectCommand({ ...object, Body: 'after' }))
    assert.equal(await read(), 'after')
  })

  test('may be asked for several times at once, and beside requests', async () => {
    const puts = Array.from({ length: 20 }, (_, n) =>
      s3.send(new PutObjectCommand({ Bucket: 'source', Key: `k${n}`, Body: 'x' })).catch((error: Error) => error.name),
    )
    await Promise.all([server.reset(), server.reset(), server.reset()])
    for (const outcome of await Promise.all(puts)) {
      assert.ok(
        typeof outcome === 'object' || ['NoSuchBucket', 'ServiceUnavailable'].includes(outcome),
        JSON.stringify(outcome),
      )
    }
    assert.deepEqual((await s3.send(new ListBucketsCommand({}))).Buckets ?? [], [])
  })
})

describe('STS', async () => {
  const server = await testServer({ after })
  const http = supertest(server.url)
  const ask = (Action: string) => http.post('/').type('form').send({ Action, Version: '2011-06-15' })
  const signed = `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261122/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`

  test('says which account a key belongs to', async () => {
    const { status, text } = await ask('GetCallerIdentity').set({
      authorization: signed,
      'x-amz-date': '20261122T000000Z',
    })
    assert.equal(status, 200)
    assert.match(
      text,
      new RegExp(
        `<GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:root</Arn><UserId>${ACCOUNT}</UserId><Account>${ACCOUNT}</Account>`,
      ),
    )
  })

  test('refuses other actions in its own form', async () => {
    const { status, text } = await ask('AssumeRole')
    assert.equal(status, 400)
    assert.match(
      text,
      /^<\?xml[^>]*>\s*<ErrorResponse xmlns="https:\/\/sts[^>]*><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>[^<]*AssumeRole/,
    )
  })
})
