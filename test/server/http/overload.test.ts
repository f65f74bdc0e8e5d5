import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateBucketCommand, CreateMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { UpdateJobStatusCommand } from '@aws-sdk/client-s3-control'
import { createJob } from '../../support/create-job.ts'
import { folderWith } from '../../support/folder-with.ts'
import { makeJobWorld, putManifest } from '../../support/job-world.ts'
import { rawRequest } from '../../support/raw-request.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'

const HEAD = 'Host: localhost\r\nAuthorization: AWS 123456789012:x\r\n'

describe('limits', () => {
  test('a body that is announced as too large is refused before it comes', async (t) => {
    const { port, s3 } = await testServer(t, { maxObjectBytes: 1_000 })
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x'.repeat(1_000) }))
    const text = `PUT /bucket/k HTTP/1.1\r\n${HEAD}Content-Length: 1001\r\nConnection: close\r\n\r\n`
    const answer = await rawRequest(port, text)
    assert.match(answer, /^HTTP\/1\.1 400 [^]*<Code>EntityTooLarge<\/Code>[^]*<MaxSizeAllowed>1000</)
  })

  test('a body without a length is refused', async (t) => {
    const { port, s3 } = await testServer(t)
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const text = `PUT /bucket/k HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n`
    assert.match(await rawRequest(port, text), /^HTTP\/1\.1 411 [^]*<Code>MissingContentLength</)
  })

  test('a document that is too large is refused, announced or not', async (t) => {
    const { port } = await testServer(t, { maxXmlBytes: 2_000 })
    const body = `<CreateJobRequest>${' '.repeat(3_000)}</CreateJobRequest>`
    const start = `POST /v20180820/jobs HTTP/1.1\r\n${HEAD}x-amz-account-id: 123456789012\r\nConnection: close\r\n`
    const announced = `${start}Content-Length: ${body.length}\r\n\r\n${body}`
    const chunked = `${start}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    for (const text of [announced, chunked]) {
      assert.match(await rawRequest(port, text), /^HTTP\/1\.1 400 [^]*<Code>MaxMessageLengthExceeded</)
    }
  })

  test('headers that are too large are refused', async (t) => {
    const { port } = await testServer(t, { maxHeaderBytes: 4_096 })
    const answer = await rawRequest(port, `GET / HTTP/1.1\r\n${HEAD}x-long: ${'y'.repeat(5_000)}\r\n\r\n`)
    assert.match(answer, /^HTTP\/1\.1 400 [^]*<Code>RequestHeaderSectionTooLarge</)
  })

  test('no header is dropped, however many there are', async (t) => {
    const { port, s3 } = await testServer(t, { maxHeaderBytes: 1024 * 1024 })
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const many = Array.from({ length: 3_000 }, (_, number) => `x-filler-${number}: y\r\n`).join('')
    const text = `PUT /bucket/k HTTP/1.1\r\n${HEAD}${many}If-None-Match: *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`
    assert.match(await rawRequest(port, text), /^HTTP\/1\.1 200 /)
    assert.match(await rawRequest(port, text), /^HTTP\/1\.1 412 /)
  })

  test('more requests at a time than the limit are answered with SlowDown and TooManyRequestsException', async (t) => {
    const { port, s3 } = await testServer(t, { maxRequests: 2 })
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const first = await stalledUpload(t, port, 'a')
    const second = await stalledUpload(t, port, 'b')
    const get = (path: string): Promise<string> =>
      rawRequest(port, `GET ${path} HTTP/1.1\r\n${HEAD}x-amz-account-id: 123456789012\r\nConnection: close\r\n\r\n`)
    assert.match(
      await get('/bucket'),
      /^HTTP\/1\.1 503 [^]*<Code>SlowDown<\/Code><Message>Please reduce your request rate/,
    )
    assert.match(await get('/v20180820/jobs'), /^HTTP\/1\.1 400 [^]*<Code>TooManyRequestsException</)
    assert.match(await get('/_emulator/health'), /^HTTP\/1\.1 200 /)
    first.destroy()
    await eventually(async () => (await get('/bucket')).startsWith('HTTP/1.1 200'))
    second.destroy()
  })

  test('requests that a client left waiting behind another when it went do not count', async (t) => {
    const { port, s3, faults } = await testServer(t, { maxRequests: 4 })
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    faults.add({ operation: 'HeadBucket', delayMs: 60_000, times: 0 })
    const list = `GET /bucket HTTP/1.1\r\n${HEAD}\r\n`
    for (let round = 1; round <= 3; round++) {
      const socket = await open(t, port)
      socket.write(`HEAD /bucket HTTP/1.1\r\n${HEAD}\r\n${list}${list}`)
      await eventually(async () => faults.list()[0]?.met === round)
      socket.destroy()
    }
    const get = `GET /bucket HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`
    await eventually(async () => (await rawRequest(port, get)).startsWith('HTTP/1.1 200'))
  })

  test('more connections than the limit are closed at once', async (t) => {
    const { port } = await testServer(t, { maxConnections: 2, host: '127.0.0.1' })
    const held = [await open(t, port), await open(t, port)]
    const third = connect(port, '127.0.0.1')
    t.after(() => third.destroy())
    third.on('error', () => undefined)
    await closeOf(third)
    for (const socket of held) socket.destroy()
    await eventually(async () => {
      const socket = await open(t, port)
      const answer = new Promise<string>((resolve) => {
        socket.on('error', () => undefined)
        socket.once('data', (data) => resolve(String(data))).once('close', () => resolve(''))
      })
      socket.write('GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n')
      return (await answer).startsWith('HTTP/1.1 200')
    })
  })

  test('more open uploads than the limit are answered with SlowDown', async (t) => {
    const { s3 } = await testServer(t, { maxOpenUploads: 2 })
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const create = (Key: string) => s3.send(new CreateMultipartUploadCommand({ Bucket: 'bucket', Key }))
    await create('a')
    await create('a')
    await assert.rejects(create('b'), { name: 'SlowDown', $fault: 'server' })
  })

  test('more open jobs than the limit are answered with TooManyRequestsException; a repeated one is not', async (t) => {
    const { control, s3 } = await testServer(t, { maxOpenJobs: 2 })
    await makeJobWorld(s3, ['a'])
    const Manifest = await putManifest(s3, ['a'])
    const waiting = (ClientRequestToken: string) =>
      createJob(control, { ClientRequestToken, ConfirmationRequired: true, Manifest })
    const first = await waiting('a')
    const second = await waiting('b')
    await assert.rejects(waiting('c'), { name: 'TooManyRequestsException' })
    assert.equal(await waiting('a'), first)
    await waitForJob(control, second, 'Suspended')
    await control.send(
      new UpdateJobStatusCommand({ AccountId: ACCOUNT, JobId: second, RequestedJobStatus: 'Cancelled' }),
    )
    await waiting('c')
  })
})

describe('slow clients', () => {
  test('one that does not finish its headers is told so and cut off', async (t) => {
    const { port } = await testServer(t, { headersTimeoutMs: 300 })
    const started = performance.now()
    const answer = await rawRequest(port, 'GET / HTTP/1.1\r\nHost: localhost\r\nx-slow: ')
    assert.match(answer, /^HTTP\/1\.1 400 [^]*<Code>RequestTimeout</)
    assert.ok(performance.now() - started < 3_000)
  })

  test('one that stops in the middle of its body is told so and cut off; nothing stays of it', async (t) => {
    const { port, s3 } = await testServer(t, { idleTimeoutMs: 1_000 })
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const answer = await rawRequest(port, `PUT /bucket/k HTTP/1.1\r\n${HEAD}Content-Length: 100\r\n\r\nhalf of it`)
    assert.match(answer, /^HTTP\/1\.1 400 [^]*<Code>RequestTimeout<\/Code>/)
    const get = `GET /bucket/k HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`
    assert.match(await rawRequest(port, get), /^HTTP\/1\.1 404 /)
  })

  test('one that does not read its answer is cut off', async (t) => {
    const data = folderWith(t, {})
    const Body = Buffer.alloc(30 * 1024 * 1024)
    await putAtLeisure(data, Body)
    const { port } = await testServer(t, { data, idleTimeoutMs: 1_000, maxRequests: 1 })
    const socket = await open(t, port)
    const begun = once(socket, 'readable')
    socket.write(`GET /bucket/large HTTP/1.1\r\n${HEAD}\r\n`)
    await begun
    // There is room for one request: another is let in when this one is over.
    const get = `GET /bucket HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`
    await eventually(async () => (await rawRequest(port, get)).startsWith('HTTP/1.1 200'))
    let received = 0
    socket.on('data', (piece: Buffer) => {
      received += piece.length
    })
    socket.on('error', () => undefined)
    socket.resume()
    await closeOf(socket)
    assert.ok(received < Body.length, 'the rest was not kept for it')
  })

  test('one that sends a little again and again is cut off when its request takes too long', async (t) => {
    const { port, s3 } = await testServer(t, {
      requestTimeoutMs: 1_500,
      headersTimeoutMs: 1_000,
      idleTimeoutMs: 60_000,
    })
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const socket = await open(t, port)
    socket.write(`PUT /bucket/k HTTP/1.1\r\n${HEAD}Content-Length: 100000\r\n\r\n`)
    const drip = setInterval(() => socket.write('.'), 50)
    t.after(() => clearInterval(drip))
    socket.on('error', () => undefined)
    socket.resume()
    await closeOf(socket)
  })

  test('one that has been served and asks for nothing more is let go', async (t) => {
    const { port } = await testServer(t, { keepAliveTimeoutMs: 200 })
    const socket = await open(t, port)
    socket.write('GET /_emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n')
    socket.resume()
    await once(socket, 'close')
  })

  test('one that waits for events is not slow', async (t) => {
    const { port } = await testServer(t, { idleTimeoutMs: 500 })
    const socket = await open(t, port)
    let closed = false
    socket.on('close', () => {
      closed = true
    })
    socket.write('GET /_emulator/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')
    await pause(1_500)
    assert.equal(closed, false)
  })
})

function open(t: TestContext, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
    t.after(() => socket.destroy())
  })
}

/** Also by a reset, at which `once` would fail. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

/** Makes an object in a data folder, with nothing that could cut its client off. */
async function putAtLeisure(data: string, Body: Buffer): Promise<void> {
  const hooks: (() => unknown)[] = []
  const { s3 } = await testServer({ after: (hook) => void hooks.push(hook) }, { data })
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'large', Body }))
  for (const hook of hooks) await hook()
}

/** An upload that is under way, and stays so. */
async function stalledUpload(t: TestContext, port: number, key: string): Promise<Socket> {
  const socket = await open(t, port)
  socket.write(`PUT /bucket/${key} HTTP/1.1\r\n${HEAD}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n`)
  const [data] = (await once(socket, 'data')) as [Buffer]
  assert.match(String(data), /^HTTP\/1\.1 100 /)
  return socket
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20)
}
