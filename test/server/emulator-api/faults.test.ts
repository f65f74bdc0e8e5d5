import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { DescribeJobCommand, ListJobsCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import supertest from 'supertest'
import { type FaultOptions, startServer } from '../../../server/index.ts'
import { createJob } from '../../support/create-job.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'test' },
}

describe('a fault', async () => {
  const server = await testServer({ after })
  const { s3, control, faults, url } = server
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a/käse', Body: 'x'.repeat(100_000) }))
  afterEach(() => faults.clear())
  const list = () => s3.send(new ListObjectsV2Command({ Bucket: 'bucket' }))
  const get = (Key = 'a/käse') => s3.send(new GetObjectCommand({ Bucket: 'bucket', Key }))
  const describeNothing = () =>
    control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId: '00000000-0000-4000-8000-000000000000' }))

  test('answers an error with the status and the text that belong to its code, once', async () => {
    faults.add({ operation: 'GetObject', code: 'SlowDown' })
    await assert.rejects(get(), matching('SlowDown', 503, 'Please reduce your request rate.'))
    await get()
  })

  test('is told in the words of the service that is asked', async () => {
    faults.add({ code: 'InternalServiceException', message: 'told so', times: 0 })
    await assert.rejects(describeNothing(), matching('InternalServiceException', 500, 'told so'))
    const text = await (await fetch(`${url}/bucket`)).text()
    assert.match(text, /^<\?xml[^>]*>\s*<Error><Code>InternalServiceException<\/Code><Message>told so</)
  })

  test('may have any code, with a status of its own', async () => {
    faults.add({ operation: 'ListJobs', code: 'Weird.Thing', status: 418 })
    await assert.rejects(control.send(new ListJobsCommand({ AccountId: ACCOUNT })), matching('Weird.Thing', 418))
  })

  test('has no body where the request is HEAD', async () => {
    faults.add({ operation: 'HeadObject', code: 'ServiceUnavailable' })
    const head = s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'a/käse' }))
    await assert.rejects(head, (error: { $metadata: { httpStatusCode: number } }) => {
      assert.equal(error.$metadata.httpStatusCode, 503)
      return true
    })
  })

  test('lets requests pass first, and meets as many as it is for', async () => {
    faults.add({ operation: 'ListObjectsV2', code: 'SlowDown', after: 1, times: 2 })
    const outcomes = []
    for (let n = 0; n < 4; n++) outcomes.push(await list().then(String, ({ name }: Error) => name))
    assert.deepEqual(outcomes, ['[object Object]', 'SlowDown', 'SlowDown', '[object Object]'])
    assert.deepEqual(
      faults.list().map(({ passed, met }) => [passed, met]),
      [[1, 2]],
    )
  })

  test('of several the first that is meant and not over is the one', async () => {
    faults.add({ operation: 'GetObject', code: 'SlowDown' })
    faults.add({ service: 's3', code: 'InternalError' })
    // One after the other: of two at once nobody knows which one comes first.
    assert.deepEqual([await nameOf(get()), await nameOf(get())], ['SlowDown', 'InternalError'])
    await get()
  })

  test('meets only what it is for: a service, an operation, a path, a part of the query', async () => {
    const code = 'SlowDown'
    const meets: readonly FaultOptions[] = [
      { service: 's3', code },
      { operation: 'GetObject', code },
      { path: '/bucket/a/kä', code },
      { query: { 'x-id': 'GetObject' }, code },
    ]
    const passes: readonly FaultOptions[] = [
      { service: 's3control', code },
      { operation: 'PutObject', code },
      { path: '/bucket/b', code },
      { query: { 'x-id': 'HeadObject' }, code },
    ]
    for (const options of passes) faults.add(options)
    await get()
    for (const options of meets) {
      faults.add(options)
      assert.equal(await nameOf(get()), code, JSON.stringify(options))
    }
  })

  test('knows a bucket that stands before the host', async () => {
    faults.add({ path: '/bucket/some', code: 'SlowDown' })
    const client = supertest(url).get('/some/key').set('host', 'bucket.localhost')
    assert.match((await client).text, /<Code>SlowDown</)
  })

  test('meets the second part of an upload', async () => {
    const object = { Bucket: 'bucket', Key: 'in parts' }
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object))
    faults.add({ operation: 'UploadPart', query: { partNumber: '2' }, drop: true })
    const put = (PartNumber: number) =>
      s3.send(new UploadPartCommand({ ...object, UploadId, PartNumber, Body: `${PartNumber}`.repeat(5 * 1024 * 1024) }))
    const { ETag: first } = await put(1)
    await assert.rejects(put(2), isLost)
    const { ETag: second } = await put(2)
    const Parts = [
      { PartNumber: 1, ETag: first },
      { PartNumber: 2, ETag: second },
    ]
    await s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }))
  })

  test('drops the connection, with nothing done', async () => {
    faults.add({ operation: 'PutObject', drop: true })
    await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'lost', Body: 'x' })), isLost)
    await assert.rejects(get('lost'), NoSuchKey)
  })

  test('at the answer: what was asked is done, and the client does not hear of it', async () => {
    for (const [Key, effect] of [
      ['dropped', { drop: true }],
      ['refused', { code: 'InternalError' }],
    ] as const) {
      faults.add({ operation: 'PutObject', at: 'answer', ...effect })
      await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'x' })))
      assert.equal(await (await get(Key)).Body?.transformToString(), 'x')
    }
  })

  test('at the answer of a large object: its body is let go', async () => {
    faults.add({ operation: 'GetObject', at: 'answer', code: 'InternalError' })
    assert.equal(await nameOf(get()), 'InternalError')
    assert.equal((await (await get()).Body?.transformToByteArray())?.length, 100_000)
  })

  test('at the answer of what is refused anyway', async () => {
    faults.add({ operation: 'GetObject', at: 'answer', delayMs: 1 })
    await assert.rejects(get('nothing'), NoSuchKey)
    faults.add({ operation: 'GetObject', at: 'answer', code: 'SlowDown' })
    assert.equal(await nameOf(get('nothing')), 'SlowDown')
  })

  test('breaks an answer off in the middle of its body, large, small or empty', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'small', Body: 'abcd' }))
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'empty', Body: '' }))
    for (const [key, size] of [
      ['a/käse', 100_000],
      ['small', 4],
    ] as const) {
      faults.add({ operation: 'GetObject', at: 'body', drop: true })
      const answer = await fetch(`${url}/bucket/${encodeURIComponent(key)}`)
      assert.deepEqual([answer.status, answer.headers.get('content-length')], [200, String(size)])
      await assert.rejects(answer.arrayBuffer(), TypeError)
    }
    for (const ask of [() => get('empty'), () => get('nothing')]) {
      faults.add({ operation: 'GetObject', at: 'body', drop: true })
      await assert.rejects(ask(), isLost)
    }
    faults.add({ operation: 'HeadObject', at: 'body', drop: true })
    await assert.rejects(s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'small' })), isLost)
  })

  test('makes an answer late, by the machine’s time and not the emulator’s', async (t) => {
    server.clock.freeze()
    t.after(() => server.clock.resume())
    faults.add({ operation: 'ListBuckets', delayMs: 150 })
    const startedAt = performance.now()
    await s3.send(new ListBucketsCommand({}))
    assert.ok(performance.now() - startedAt >= 145)
  })

  test('ends when the client has gone before its body was read, and the log says so', async (t) => {
    const logged = Promise.withResolvers<string>()
    const write = (text: string): void => {
      if (text.includes('PutObject')) logged.resolve(text)
    }
    const other = await testServer(t, { log: 'text', logSink: { write } })
    await other.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    other.faults.add({ operation: 'PutObject', delayMs: 3_600_000 })
    const client = new AbortController()
    const put = fetch(`${other.url}/bucket/k`, { method: 'PUT', body: 'text', signal: client.signal })
    while (other.faults.list()[0]?.met === 0) await setImmediate()
    client.abort()
    await assert.rejects(put)
    assert.match(await logged.promise, /PutObject 4\d\d IncompleteBody fault:delay/)
  })

  test('does not keep a server from stopping when the client has gone', async () => {
    const other = await startServer({ shutdownTimeoutMs: 3_600_000 })
    other.faults.add({ delayMs: 3_600_000, at: 'answer' })
    await assert.rejects(fetch(other.url, { signal: AbortSignal.timeout(100) }))
    await other.stop()
  })
})

describe('an SDK that tries again', async () => {
  const { faults, url, s3 } = await testServer({ after })
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  const endpointProvider = () => ({ url: new URL(url) })
  const control = new S3ControlClient({ ...settings, endpointProvider, maxAttempts: 3 })
  const objects = new S3Client({ ...settings, endpoint: url, forcePathStyle: true, maxAttempts: 3 })
  after(() => {
    control.destroy()
    objects.destroy()
  })
  afterEach(() => faults.clear())

  test('gets over two errors of the service', async () => {
    faults.add({ operation: 'ListObjectsV2', code: 'SlowDown', times: 2 })
    const { $metadata } = await objects.send(new ListObjectsV2Command({ Bucket: 'bucket' }))
    assert.equal($metadata.attempts, 3)
  })

  test('gives up at the third', async () => {
    faults.add({ operation: 'ListObjectsV2', code: 'SlowDown', times: 3 })
    assert.equal(await nameOf(objects.send(new ListObjectsV2Command({ Bucket: 'bucket' }))), 'SlowDown')
  })

  test('has one job though the answer to its CreateJob was lost: the token is the same', async () => {
    faults.add({ operation: 'CreateJob', at: 'answer', drop: true })
    const id = await createJob(control)
    const { Jobs = [] } = await control.send(new ListJobsCommand({ AccountId: ACCOUNT }))
    assert.deepEqual(
      Jobs.map(({ JobId }) => JobId),
      [id],
    )
    assert.deepEqual(
      faults.list().map(({ met }) => met),
      [1],
    )
  })
})

describe('faults over the wire', async () => {
  const server = await testServer({ after })
  const http = supertest(server.url)

  test('are asked for, looked at and taken away', async () => {
    const fault = { operation: 'GetObject', code: 'SlowDown', times: 0 }
    const { status, body } = await http.post('/_emulator/faults').send(fault)
    assert.deepEqual([status, body], [201, { id: body.id, ...fault, passed: 0, met: 0 }])
    await http.get('/bucket/key').expect(503)
    assert.deepEqual((await http.get('/_emulator/faults')).body, { faults: [{ ...body, met: 1 }] })
    assert.deepEqual((await http.get(`/_emulator/faults/${body.id}`)).body, { ...body, met: 1 })
    await http.delete(`/_emulator/faults/${body.id}`).expect(204)
    await http.get(`/_emulator/faults/${body.id}`).expect(404)
    await http.delete(`/_emulator/faults/${body.id}`).expect(404)
    await http.get('/bucket/key').expect(404)
  })

  test('all go at once, and with a reset', async () => {
    const faults = async () => (await http.get('/_emulator/faults')).body.faults
    for (const end of [() => http.delete('/_emulator/faults'), () => http.post('/_emulator/reset')]) {
      await http.post('/_emulator/faults').send({ drop: true, times: 0 }).expect(201)
      await end().expect(200)
      assert.deepEqual(await faults(), [])
      await http.get('/').expect(200)
    }
  })

  test('are refused with a sentence that says what is wrong', async () => {
    const wrong: readonly [unknown, RegExp][] = [
      [[], /JSON object/],
      [{}, /give it a "code", "drop" or "delayMs"/],
      [{ operation: 'PutObject' }, /does something/],
      [{ operation: 'putobject', drop: true }, /no operation "putobject"\. Do you mean PutObject\?/],
      [{ service: 's3', operation: 'CreateJob', drop: true }, /^s3 has no operation "CreateJob"/],
      [{ code: 'SlowDown', drop: true }, /not both/],
      [{ code: 'NoSuchThing' }, /say which "status"/],
      [{ status: 500 }, /say which "code"/],
      [{ code: 'SlowDown', tims: 3 }, /no "tims", only service, operation, /],
      [{ code: 'SlowDown', times: -1 }, /"times" must be a whole number/],
      [{ code: 'SlowDown', status: 200 }, /"status" must be a status from 300 to 599/],
      [{ drop: true, path: 'bucket' }, /begins with a slash/],
      [{ drop: true, query: { partNumber: 2 } }, /object of texts/],
      [{ drop: true, at: 'night' }, /"at" must be "request" or "answer" or "body"/],
      [{ code: 'SlowDown', at: 'body' }, /set "drop"/],
    ]
    for (const [fault, message] of wrong) {
      const { status, body } = await http.post('/_emulator/faults').send(fault as object)
      assert.deepEqual([status, body.error.code], [400, 'InvalidFault'], JSON.stringify(fault))
      assert.match(body.error.message, message)
    }
    assert.deepEqual(server.faults.list(), [])
    assert.throws(() => server.faults.add({ code: 'NoSuchThing' }), /say which "status"/)
  })

  test('are taken as the page about them writes them', async (t) => {
    t.after(() => server.faults.clear())
    const page = readFileSync(join(import.meta.dirname, '../../../docs/faults.md'), 'utf8')
    const recipes = [...page.matchAll(/^\|.+\| `(\{.+\})` \|$/gm), ...page.matchAll(/--json '(\{.+\})'/g)]
    assert.ok(recipes.length > 5)
    for (const [, fault = ''] of recipes) await http.post('/_emulator/faults').send(JSON.parse(fault)).expect(201)
  })

  test('that are over are remembered, the latest thousand of them', async () => {
    for (let n = 0; n < 1_010; n++) {
      server.faults.add({ operation: 'ListBuckets', code: 'SlowDown' })
      await fetch(server.url)
    }
    assert.equal(server.faults.list().length, 1_000)
  })
})

function matching(name: string, status: number, message?: string) {
  return (error: Error & { readonly $metadata?: { readonly httpStatusCode?: number } }) => {
    assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [name, status])
    if (message !== undefined) assert.equal(error.message, message)
    return true
  }
}

function nameOf(sent: Promise<unknown>): Promise<unknown> {
  return sent.then(
    () => undefined,
    (error: Error) => error.name,
  )
}

function isLost(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')
}
