import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  ListJobsCommand,
  S3ControlClient,
  TooManyRequestsException,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control'
import { createJob } from '../../support/create-job.ts'
import { makeJobWorld, putManifest } from '../../support/job-world.ts'
import { ACCOUNT, type TestServer, testServer } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'

const HEAD = `Host: localhost\r\nAuthorization: AWS ${ACCOUNT}:x\r\n`

describe('what AWS’s client makes of each limit', () => {
  test('jobs: a TooManyRequestsException by class, which it takes for throttling, until a job has ended', async (t) => {
    const { control, s3 } = await testServer(t, { maxOpenJobs: 1 })
    await makeJobWorld(s3, ['a'])
    const Manifest = await putManifest(s3, ['a'])
    const first = await createJob(control, { ConfirmationRequired: true, Manifest })
    await assert.rejects(createJob(control, { Manifest }), (error) => {
      assert.ok(error instanceof TooManyRequestsException)
      assert.equal(error.$metadata.httpStatusCode, 400)
      return true
    })
    await waitForJob(control, first, 'Suspended')
    const cancel = { AccountId: ACCOUNT, JobId: first, RequestedJobStatus: 'Cancelled' } as const
    await control.send(new UpdateJobStatusCommand(cancel))
    await waitForJob(control, first, 'Cancelled')
    await waitForJob(control, await createJob(control, { Manifest }), 'Complete')
  })

  test('requests: it waits, tries again, and gets through when there is room', async (t) => {
    let refused: () => void = () => undefined
    const write = (line: string): void => {
      if (/SlowDown|TooManyRequests/.test(line)) refused()
    }
    const server = await testServer(t, { maxRequests: 1, log: 'text', logSink: { write } })
    await server.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    for (const send of [
      () => patient(t, server).s3.send(new HeadBucketCommand({ Bucket: 'bucket' })),
      () => patient(t, server).control.send(new ListJobsCommand({ AccountId: ACCOUNT })),
    ]) {
      const held = await stalledUpload(t, server.port)
      refused = () => held.destroy()
      const { $metadata } = await send()
      assert.equal($metadata.httpStatusCode, 200)
      assert.ok(($metadata.attempts ?? 0) > 1, `${$metadata.attempts} attempts`)
    }
  })

  test('uploads: SlowDown, until one has been given up', async (t) => {
    const { s3 } = await testServer(t, { maxOpenUploads: 1 })
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const create = () => s3.send(new CreateMultipartUploadCommand({ Bucket: 'bucket', Key: 'k' }))
    const { UploadId } = await create()
    await assert.rejects(create(), (error: { name: string; $metadata: { httpStatusCode: number } }) => {
      assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['SlowDown', 503])
      return true
    })
    await s3.send(new AbortMultipartUploadCommand({ Bucket: 'bucket', Key: 'k', UploadId }))
    await create()
  })

  test('an object, a document and headers that are too large: EntityTooLarge, MaxMessageLengthExceeded, RequestHeaderSectionTooLarge', async (t) => {
    const { s3 } = await testServer(t, { maxObjectBytes: 1_000, maxXmlBytes: 2_000, maxHeaderBytes: 4_096 })
    const Bucket = 'bucket'
    await s3.send(new CreateBucketCommand({ Bucket }))
    const Body = 'x'.repeat(1_001)
    await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body })), { name: 'EntityTooLarge' })
    const Objects = Array.from({ length: 100 }, (_, number) => ({ Key: `key-${number}` }))
    await assert.rejects(s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })), {
      name: 'MaxMessageLengthExceeded',
    })
    const Metadata = { a: 'x'.repeat(5_000) }
    await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Metadata })), {
      name: 'RequestHeaderSectionTooLarge',
    })
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x'.repeat(1_000) }))
  })

  test('an upload that stands still: RequestTimeout, and nothing stays of it', async (t) => {
    const { s3 } = await testServer(t, { idleTimeoutMs: 1_000 })
    const key = { Bucket: 'bucket', Key: 'k' }
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
    const Body = new Readable({ read: () => undefined })
    Body.push('half')
    t.after(() => Body.destroy())
    await assert.rejects(s3.send(new PutObjectCommand({ ...key, Body, ContentLength: 100 })), {
      name: 'RequestTimeout',
    })
    await assert.rejects(s3.send(new GetObjectCommand(key)), { name: 'NoSuchKey' })
    await s3.send(new PutObjectCommand({ ...key, Body: 'whole' }))
  })
})

/** Clients as programs have them: they try again. */
function patient(t: TestContext, { url }: TestServer): { readonly s3: S3Client; readonly control: S3ControlClient } {
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'test' }
  const requestHandler = { httpAgent: new Agent({ keepAlive: true }) }
  const settings = { region: 'us-east-1', credentials, maxAttempts: 10, requestHandler }
  const s3 = new S3Client({ ...settings, endpoint: url, forcePathStyle: true })
  const endpointProvider = () => ({ url: new URL(url) })
  const control = new S3ControlClient({ ...settings, endpointProvider, disableHostPrefix: true })
  t.after(() => {
    s3.destroy()
    control.destroy()
  })
  return { s3, control }
}

/** A request that is under way, and stays so. */
async function stalledUpload(t: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write(`PUT /bucket/held HTTP/1.1\r\n${HEAD}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n`)
  const [data] = (await once(socket, 'data')) as [Buffer]
  assert.match(String(data), /^HTTP\/1\.1 100 /)
  return socket
}
