import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketInventoryConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { startServer } from '../../../server/index.ts'
import { createJob } from '../../support/create-job.ts'
import { functionFolder } from '../../support/function-folder.ts'
import { ACCOUNT, type TestServer, testServer } from '../../support/running-server.ts'

const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:q`
const DAY = 86_400_000

interface Event {
  readonly id: number
  readonly target: string
  readonly payload: any
}

async function events(server: TestServer, query = 'after=0&follow=false'): Promise<readonly Event[]> {
  const response = await fetch(`${server.url}/_emulator/events?${query}`)
  assert.equal(response.headers.get('content-type'), 'application/x-ndjson')
  const text = await response.text()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** Reads a stream until it has shown what is waited for. */
async function until(server: TestServer, accept: string, done: (text: string) => boolean): Promise<string> {
  const aborted = new AbortController()
  const response = await fetch(`${server.url}/_emulator/events?after=0`, {
    headers: { accept },
    signal: aborted.signal,
  })
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if (done(text)) break
  }
  aborted.abort()
  return text
}

function moveClock(server: TestServer, change: object): Promise<Response> {
  return fetch(`${server.url}/_emulator/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  })
}

describe('what happens by itself, through the SDK', () => {
  test('notifications come to the event stream and to the target that was configured', async (t) => {
    const bodies: any[] = []
    const target = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        bodies.push(JSON.parse(Buffer.concat(chunks).toString()))
        response.end()
      })
    })
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    t.after(() => target.close())
    const { port } = target.address() as AddressInfo
    const server = await testServer(t, { notificationTargets: [{ target: QUEUE, url: `http://127.0.0.1:${port}/` }] })
    await server.s3.send(new CreateBucketCommand({ Bucket: 'events' }))
    await server.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'events',
        NotificationConfiguration: {
          QueueConfigurations: [{ Id: 'q', QueueArn: QUEUE, Events: ['s3:ObjectCreated:*'] }],
        },
      }),
    )
    const { $metadata } = await server.s3.send(new PutObjectCommand({ Bucket: 'events', Key: 'a b', Body: 'x' }))
    const text = await until(server, 'text/event-stream', (seen) => seen.includes('ObjectCreated:Put'))
    assert.match(text, /^id: 1\ndata: \{"id":1,"target":"arn:aws:sqs:[^\n]+s3:TestEvent[^\n]+\n\nid: 2\ndata: /)
    const [, created] = await events(server)
    const [record] = created?.payload.Records ?? []
    assert.equal(record.s3.object.key, 'a+b')
    assert.equal(record.responseElements['x-amz-request-id'], $metadata.requestId)
    assert.equal(record.requestParameters.sourceIPAddress, '127.0.0.1')
    assert.deepEqual(await events(server, 'after=2&follow=false'), [])
    await fetch(`${server.url}/_emulator/reset`, { method: 'POST' })
    assert.equal((await events(server)).length, 2)
    // The stream is told at once, the target by a request.
    while (bodies.length < 2) await nextTurn()
    assert.deepEqual(
      bodies.map(({ Event, Records }) => Event ?? Records[0].eventName),
      ['s3:TestEvent', 'ObjectCreated:Put'],
    )
  })

  test('functions are invoked with the events that they are configured for', async (t) => {
    const folder = functionFolder({
      'heard.mjs': `export const handler = async ({ Records }) => {
        const [{ eventName, s3 }] = Records
        console.log('heard ' + eventName + ' ' + s3.object.key)
      }`,
    })
    const lines: string[] = []
    const heard = Promise.withResolvers<void>()
    const server = await testServer(t, {
      functions: folder.path,
      log: 'json',
      logSink: {
        write(text: string) {
          lines.push(text)
          if (lines.join('').includes('heard ObjectCreated:Put a')) heard.resolve()
          return true
        },
      },
    })
    await server.s3.send(new CreateBucketCommand({ Bucket: 'events' }))
    await server.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'events',
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [
            {
              LambdaFunctionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:heard`,
              Events: ['s3:ObjectCreated:*'],
            },
          ],
        },
      }),
    )
    await server.s3.send(new PutObjectCommand({ Bucket: 'events', Key: 'a', Body: 'x' }))
    await heard.promise
  })

  test('an open stream does not hold up the end of the server', async () => {
    const server = await startServer({ shutdownTimeoutMs: 60_000 })
    const response = await fetch(`${server.url}/_emulator/events`)
    await server.stop()
    assert.equal(await response.text(), '')
  })

  test('what happens to jobs is told too', async (t) => {
    const server = await testServer(t)
    await server.s3.send(new CreateBucketCommand({ Bucket: 'manifests' }))
    const JobId = await createJob(server.control)
    const text = await until(server, '*/*', (seen) => seen.includes('"status":"Failed"'))
    assert.ok(text.includes('"eventName":"JobCreated"'))
    assert.ok(text.includes(JobId))
  })

  test('objects are replicated, and stay PENDING as long as was told', async (t) => {
    const server = await testServer(t, { replicationDelayMs: 60_000 })
    server.clock.freeze()
    for (const Bucket of ['source', 'replica']) {
      await server.s3.send(new CreateBucketCommand({ Bucket }))
      const VersioningConfiguration = { Status: 'Enabled' } as const
      await server.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    }
    await server.s3.send(
      new PutBucketReplicationCommand({
        Bucket: 'source',
        ReplicationConfiguration: {
          Role: `arn:aws:iam::${ACCOUNT}:role/r`,
          Rules: [
            {
              Status: 'Enabled',
              Priority: 1,
              Filter: { Prefix: '' },
              DeleteMarkerReplication: { Status: 'Disabled' },
              Destination: { Bucket: 'arn:aws:s3:::replica' },
            },
          ],
        },
      }),
    )
    const { VersionId } = await server.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'a', Body: 'text' }))
    const head = (Bucket: string) => server.s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
    assert.equal((await head('source')).ReplicationStatus, 'PENDING')
    await moveClock(server, { advanceMs: 60_000 })
    assert.equal((await head('source')).ReplicationStatus, 'COMPLETED')
    const replica = await server.s3.send(new GetObjectCommand({ Bucket: 'replica', Key: 'a' }))
    assert.deepEqual([replica.ReplicationStatus, replica.VersionId], ['REPLICA', VersionId])
    assert.equal(await replica.Body?.transformToString(), 'text')
  })

  test('lifecycle and inventory have done their work when the clock has been moved', async (t) => {
    const server = await testServer(t)
    await moveClock(server, { frozen: true, now: '2026-01-15T10:30:00Z' })
    for (const Bucket of ['src', 'dst']) await server.s3.send(new CreateBucketCommand({ Bucket }))
    await server.s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'logs/a', Body: 'x' }))
    await server.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: 'src',
        LifecycleConfiguration: {
          Rules: [{ ID: 'r', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 1 } }],
        },
      }),
    )
    await server.s3.send(
      new PutBucketInventoryConfigurationCommand({
        Bucket: 'src',
        Id: 'inv',
        InventoryConfiguration: {
          Id: 'inv',
          IsEnabled: true,
          IncludedObjectVersions: 'Current',
          Schedule: { Frequency: 'Daily' },
          Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::dst', Format: 'CSV' } },
        },
      }),
    )
    const count = async (Bucket: string) => (await server.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount
    await moveClock(server, { advanceMs: DAY })
    assert.deepEqual([await count('src'), await count('dst')], [1, 4])
    await moveClock(server, { advanceMs: DAY })
    assert.equal(await count('src'), 0)
  })
})
