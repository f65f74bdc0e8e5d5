import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { BUCKET_CONFIGURATIONS } from '../../../db/model/bucket-configuration.ts'
import { canonicalIdOf } from '../../../db/model/canonical-id.ts'
import type { Cause } from '../../../db/model/object-event.ts'
import { openTestBackground, type TestBackground } from '../../support/background.ts'
import { ACCOUNT, makeBucket } from '../../support/local-store.ts'

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:q'
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:t'
const DAY = 86_400_000
const MD5_OF_ABC = '900150983cd24fb0d6963f7d28e17f72'
const START = Date.UTC(2026, 0, 15, 10, 30)
const CAUSE: Cause = {
  operation: 'PutObject',
  account: ACCOUNT,
  sourceIp: '127.0.0.1',
  requestId: 'C3D13FE58DE4C810',
  hostId: 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD',
}

let opened: TestBackground

beforeEach(async () => {
  opened = await openTestBackground({ startMs: START })
  await makeBucket(opened, 'b')
})
afterEach(async () => {
  assert.deepEqual(opened.errors, [])
  await opened.close()
})

async function notify(configuration: object, bucket = 'b'): Promise<void> {
  await opened.store.buckets.putConfiguration(bucket, BUCKET_CONFIGURATIONS.notification, configuration)
  await opened.background.delivered()
  lastId = opened.stream.since(0).at(-1)?.id ?? 0
}

let lastId = 0

/** What has been told since the last time. */
async function told(): Promise<readonly { readonly target: string; readonly payload: any }[]> {
  await opened.background.delivered()
  const events = opened.stream.since(lastId)
  lastId = events.at(-1)?.id ?? lastId
  return events.map(({ target, payload }) => ({ target, payload }))
}

async function names(): Promise<readonly string[]> {
  return (await told()).map(({ payload }) => payload.Records?.[0]?.eventName ?? payload['detail-type'])
}

/** A queue that wants these events. */
const every = (...Events: readonly string[]) => ({ QueueConfigurations: [{ Id: 'every', QueueArn: QUEUE, Events }] })

const created = every('s3:ObjectCreated:*')

describe('S3 event records', () => {
  test('have the form that AWS documents, byte for byte in their names', async () => {
    await notify(every('s3:ObjectCreated:*'))
    const caused = opened.store.causedBy(CAUSE)
    const body = await caused.writes.stageBytes(Buffer.from('hello'))
    const key = 'dir/red flower+ü.jpg'
    await caused.writes.put({ bucket: 'b', key, headers: {}, body, etag: '5d41402abc4b2a76b9719d911017c592' })
    const [event] = await told()
    const id = (account: string): string => `A${canonicalIdOf(account).slice(0, 13).toUpperCase()}`
    const { sequencer } = event!.payload.Records[0].s3.object
    assert.match(sequencer, /^[0-9A-F]{18}$/)
    assert.deepEqual(event, {
      target: QUEUE,
      payload: {
        Records: [
          {
            eventVersion: '2.5',
            eventSource: 'aws:s3',
            awsRegion: 'us-east-1',
            eventTime: '2026-01-15T10:30:00.000Z',
            eventName: 'ObjectCreated:Put',
            userIdentity: { principalId: `AWS:${id(ACCOUNT)}` },
            requestParameters: { sourceIPAddress: '127.0.0.1' },
            responseElements: { 'x-amz-request-id': CAUSE.requestId, 'x-amz-id-2': CAUSE.hostId },
            s3: {
              s3SchemaVersion: '1.0',
              configurationId: 'every',
              bucket: { name: 'b', ownerIdentity: { principalId: id(ACCOUNT) }, arn: 'arn:aws:s3:::b' },
              object: {
                key: 'dir/red+flower%2B%C3%BC.jpg',
                size: 5,
                eTag: '5d41402abc4b2a76b9719d911017c592',
                sequencer,
              },
            },
          },
        ],
      },
    })
  })

  test('are told for every way of making and removing objects, with rising sequencers', async () => {
    await opened.store.buckets.setVersioning('b', 'Enabled')
    await notify(every('s3:ObjectCreated:*', 's3:ObjectRemoved:*'))
    const { writes } = opened.store
    await opened.put('b', 'a')
    const posted = opened.store.causedBy({ ...CAUSE, operation: 'PostObject' })
    const body = await posted.writes.stageBytes(Buffer.from('x'))
    await posted.writes.put({ bucket: 'b', key: 'a', headers: {}, body, etag: 'e' })
    const source = { bucket: 'b', key: 'a' }
    await writes.copy({
      source,
      target: { ...source, headers: {} },
      metadata: 'copy',
      tagging: 'copy',
      annotations: 'copy',
    })
    const { versionId } = await writes.remove(source)
    await writes.remove({ ...source, versionId })
    const events = await told()
    assert.deepEqual(
      events.map(({ payload }) => payload.Records[0].eventName),
      [
        'ObjectCreated:Put',
        'ObjectCreated:Post',
        'ObjectCreated:Copy',
        'ObjectRemoved:DeleteMarkerCreated',
        'ObjectRemoved:Delete',
      ],
    )
    const objects = events.map(({ payload }) => payload.Records[0].s3.object)
    const sequencers = objects.map(({ sequencer }) => sequencer)
    assert.deepEqual(
      sequencers,
      [...sequencers].sort((left, right) => (left < right ? -1 : 1)),
    )
    assert.deepEqual(Object.keys(objects[3]), ['key', 'eTag', 'versionId', 'sequencer'])
    assert.deepEqual(Object.keys(objects[4]), ['key', 'versionId', 'sequencer'])
    assert.equal(objects[4].versionId, versionId)
  })

  test('follow the filters of prefix and suffix, and each destination gets its own', async () => {
    const filter = (prefix: string, suffix: string) => ({
      Key: {
        FilterRules: [
          { Name: 'Prefix', Value: prefix },
          { Name: 'Suffix', Value: suffix },
        ],
      },
    })
    await notify({
      QueueConfigurations: [
        { Id: 'jpg', QueueArn: QUEUE, Events: ['s3:ObjectCreated:Put'], Filter: filter('images/', '.jpg') },
      ],
      TopicConfigurations: [{ Id: 'rest', TopicArn: TOPIC, Events: ['s3:ObjectCreated:*'] }],
    })
    for (const key of ['images/a.jpg', 'images/a.png', 'a.jpg']) await opened.put('b', key)
    const pairs = (await told()).map(({ target, payload }) => `${target.slice(-1)} ${payload.Records[0].s3.object.key}`)
    assert.deepEqual(pairs.sort(), ['q images/a.jpg', 't a.jpg', 't images/a.jpg', 't images/a.png'])
  })

  test('a job over a bucket tells of each of its objects', async () => {
    await opened.store.buckets.create({ name: 'to', account: ACCOUNT, region: 'us-east-1', objectLock: false })
    for (const bucket of ['b', 'to']) await notify(every('s3:ObjectTagging:*', 's3:ObjectCreated:Copy'), bucket)
    for (let index = 0; index < 10; index++) await opened.put('b', `k${index}`)
    const keys = Array.from({ length: 12 }, (_, index) => `k${index}`)
    const chunk = { job: 'j', slice: 0, firstRow: 0, nextByte: 1, bucket: 'b', keys }
    const change = { kind: 'putTagging', tags: [{ key: 'k', value: 'v' }] } as const
    await opened.store.receipts.applyChunk(chunk, { kind: 'change', change })
    assert.equal((await names()).filter((name) => name === 'ObjectTagging:Put').length, 10)
    const copy = {
      target: { bucket: 'to', headers: {} },
      keyPrefix: 'p/',
      metadata: 'copy',
      tagging: 'copy',
      annotations: 'copy',
    } as const
    await opened.store.receipts.applyChunk({ ...chunk, slice: 1 }, { kind: 'copy', copy })
    const copies = await told()
    assert.deepEqual(
      copies.map(({ payload }) => payload.Records[0].s3.object.key),
      keys.slice(0, 10).map((key) => `p/${key}`),
    )
  })

  test('tags and ACLs have events of the same version', async () => {
    await opened.put('b', 'a')
    await notify(every('s3:ObjectTagging:*', 's3:ObjectAcl:Put'))
    const change = (value: Parameters<typeof opened.store.writes.change>[1]) =>
      opened.store.writes.change({ bucket: 'b', key: 'a' }, value)
    await change({ kind: 'putTagging', tags: [] })
    await change({ kind: 'deleteTagging' })
    await change({ kind: 'putAcl', acl: undefined })
    const records = (await told()).map(({ payload }) => payload.Records[0])
    assert.deepEqual(
      records.map(({ eventName, eventVersion }) => `${eventName} ${eventVersion}`),
      ['ObjectTagging:Put 2.5', 'ObjectTagging:Delete 2.5', 'ObjectAcl:Put 2.5'],
    )
  })

  test('annotations tell their own events, and copies whether they have any', async () => {
    await opened.put('b', 'a')
    const both = every('s3:ObjectAnnotation:*', 's3:ObjectCreated:*')
    await notify({ ...both, EventBridgeConfiguration: {} })
    const { annotations, writes, receipts } = opened.store
    const address = { bucket: 'b', key: 'a' }
    const body = await writes.stageBytes(Buffer.from('abc'))
    const none = { bypassGovernance: false }
    await annotations.put({ address, name: 'n', body, md5: MD5_OF_ABC, checksum: undefined, ...none })
    await annotations.remove(address, 'absent', none)
    const [put, putDetail] = await told()
    assert.equal(put?.payload.Records[0].eventName, 'ObjectAnnotation:Put')
    assert.deepEqual(put?.payload.Records[0].s3.objectAnnotation, [{ name: 'n', size: 3, eTag: MD5_OF_ABC }])
    assert.equal(put?.payload.Records[0].s3.object.size, undefined)
    assert.equal(putDetail?.payload['detail-type'], 'Object Annotation Created')
    assert.equal(putDetail?.payload.detail.reason, 'PutObjectAnnotation')
    assert.equal(putDetail?.payload.detail['event-version'], '1.1')
    assert.deepEqual(putDetail?.payload.detail['object-annotation'], { name: 'n', size: 3, etag: MD5_OF_ABC })
    const copy = (key: string, kept: 'copy' | 'exclude') =>
      writes.copy({
        source: address,
        target: { bucket: 'b', key, headers: {} },
        metadata: 'copy',
        tagging: 'copy',
        annotations: kept,
      })
    await copy('with', 'copy')
    await copy('without', 'exclude')
    const chunk = { job: 'j', slice: 0, firstRow: 0, nextByte: 1, bucket: 'b', keys: ['a', 'without'] }
    const target = { bucket: 'b', headers: {} }
    const many = { target, keyPrefix: 'p/', metadata: 'copy', tagging: 'copy', annotations: 'copy' } as const
    await receipts.applyChunk(chunk, { kind: 'copy', copy: many })
    assert.deepEqual(
      (await told()).map(({ payload: { Records, detail } }) =>
        Records === undefined
          ? `${detail.object.key} ${detail.object['has-object-annotation']}`
          : `${Records[0].s3.object.key} ${Records[0].s3.object.hasObjectAnnotation}`,
      ),
      ['with', 'without', 'p/a', 'p/without'].flatMap((key) => [0, 1].map(() => `${key} ${!key.endsWith('without')}`)),
    )
    await annotations.remove(address, 'n', none)
    const [removed, removedDetail] = await told()
    assert.equal(removed?.payload.Records[0].eventName, 'ObjectAnnotation:Delete')
    assert.deepEqual(removed?.payload.Records[0].s3.objectAnnotation, [{ name: 'n' }])
    assert.equal(removedDetail?.payload['detail-type'], 'Object Annotation Removed')
    assert.deepEqual(removedDetail?.payload.detail['object-annotation'], { name: 'n' })
  })

  test('a restore tells of its start, its copy and the copy’s end, each in its time', async () => {
    await notify(every('s3:ObjectRestore:*'))
    const body = await opened.store.writes.stageBytes(Buffer.from('x'))
    await opened.store.writes.put({ bucket: 'b', key: 'a', headers: {}, storageClass: 'GLACIER', body, etag: 'e' })
    const restore = (days: number) =>
      opened.store.writes.change(
        { bucket: 'b', key: 'a' },
        { kind: 'restore', days, tier: 'Standard', durationMs: 3_600_000 },
      )
    await restore(2)
    assert.deepEqual(await names(), ['ObjectRestore:Post'])
    await opened.advance(3_600_000)
    const [completed] = await told()
    const record = completed?.payload.Records[0]
    assert.equal(record.eventName, 'ObjectRestore:Completed')
    assert.deepEqual(record.glacierEventData, {
      restoreEventData: {
        lifecycleRestorationExpiryTime: '2026-01-18T00:00:00.000Z',
        lifecycleRestoreStorageClass: 'GLACIER',
      },
    })
    await restore(10)
    assert.deepEqual(await names(), ['ObjectRestore:Post'])
    await opened.advance(5 * DAY)
    assert.deepEqual(await names(), [])
    await opened.advance(6 * DAY)
    assert.deepEqual(await names(), ['ObjectRestore:Delete'])
  })

  test('a failed replication is told where the rule has metrics', async () => {
    await opened.store.buckets.setVersioning('b', 'Enabled')
    await notify(every('s3:Replication:*'))
    const rule = (Status: 'Enabled' | 'Disabled') => ({
      ID: 'r',
      Status: 'Enabled',
      Priority: 1,
      Filter: {},
      DeleteMarkerReplication: { Status: 'Disabled' },
      Destination: { Bucket: 'arn:aws:s3:::nowhere', Metrics: { Status } },
    })
    for (const status of ['Disabled', 'Enabled'] as const) {
      const body = { Role: 'r', Rules: [rule(status)] }
      await opened.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.replication, body)
      await opened.put('b', status)
      await opened.background.settled()
    }
    const events = await told()
    assert.equal(events.length, 1)
    const [record] = events[0]!.payload.Records
    assert.equal(record.eventName, 'Replication:OperationFailedReplication')
    assert.equal(record.eventVersion, '2.5')
    assert.deepEqual(record.replicationEventData, {
      replicationRuleId: 'r',
      destinationBucket: 'arn:aws:s3:::nowhere',
      s3Operation: 'OBJECT_PUT',
      requestTime: '2026-01-15T10:30:00.000Z',
      failureReason: 'DstBucketNotFound',
    })
  })

  test('replication that is later than its rule promises is told when it is late, and when it is done', async () => {
    const late = await openTestBackground({ startMs: START, replicationDelayMs: 20 * 60_000 })
    for (const name of ['b', 'to']) {
      await makeBucket(late, name)
      await late.store.buckets.setVersioning(name, 'Enabled')
    }
    const Destination = { Bucket: 'arn:aws:s3:::to', ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } } }
    const rule = { ID: 'r', Status: 'Enabled', Priority: 1, Filter: {}, DeleteMarkerReplication: {}, Destination }
    await late.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.replication, { Role: 'r', Rules: [rule] })
    await late.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.notification, every('s3:Replication:*'))
    await late.put('b', 'a')
    const seen = () =>
      late.stream.since(1).map(({ payload }) => {
        const [record] = (payload as { Records: readonly { eventName: string; eventTime: string }[] }).Records
        return `${record?.eventName} ${record?.eventTime.slice(11, 16)}`
      })
    await late.advance(14 * 60_000)
    assert.deepEqual(seen(), [])
    await late.advance(3 * 60_000)
    assert.deepEqual(seen(), ['Replication:OperationMissedThreshold 10:45'])
    await late.advance(3 * 60_000)
    assert.deepEqual(seen().slice(1), ['Replication:OperationReplicatedAfterThreshold 10:50'])
    assert.deepEqual(late.errors, [])
    await late.close()
  })

  test('queues and topics get a test event when the configuration is put', async () => {
    await opened.store.causedBy(CAUSE).buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.notification, {
      ...every('s3:ObjectCreated:*'),
      LambdaFunctionConfigurations: [
        {
          Id: 'f',
          LambdaFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
          Events: ['s3:ObjectCreated:*'],
        },
      ],
    })
    lastId = 0
    assert.deepEqual(await told(), [
      {
        target: QUEUE,
        payload: {
          Service: 'Amazon S3',
          Event: 's3:TestEvent',
          Time: '2026-01-15T10:30:00.000Z',
          Bucket: 'b',
          RequestId: CAUSE.requestId,
          HostId: CAUSE.hostId,
        },
      },
    ])
  })

  test('a bucket whose configuration was taken away tells nothing more', async () => {
    await notify(every('s3:ObjectCreated:*'))
    await notify({})
    await opened.put('b', 'a')
    await opened.store.buckets.removeConfiguration('b', BUCKET_CONFIGURATIONS.notification)
    await opened.put('b', 'a')
    assert.deepEqual(await told(), [])
    assert.equal((await opened.store.buckets.get('b')).reactions, 0)
  })
})

describe('EventBridge', () => {
  test('gets all events in its own form, keys as they are', async () => {
    await opened.store.buckets.setVersioning('b', 'Enabled')
    await notify({ EventBridgeConfiguration: {} })
    const caused = opened.store.causedBy(CAUSE)
    const body = await caused.writes.stageBytes(Buffer.from('hello'))
    const { versionId } = await caused.writes.put({ bucket: 'b', key: 'a b', headers: {}, body, etag: 'e' })
    await opened.store.writes.remove({ bucket: 'b', key: 'a b' })
    const [created, deleted] = await told()
    assert.match(created?.payload.id, /^[0-9a-f-]{36}$/)
    assert.deepEqual(created, {
      target: 'eventbridge',
      payload: {
        version: '0',
        id: created?.payload.id,
        'detail-type': 'Object Created',
        source: 'aws.s3',
        account: ACCOUNT,
        time: '2026-01-15T10:30:00Z',
        region: 'us-east-1',
        resources: ['arn:aws:s3:::b'],
        detail: {
          version: '0',
          'event-version': '1.1',
          bucket: { name: 'b' },
          object: {
            key: 'a b',
            size: 5,
            etag: 'e',
            'version-id': versionId,
            sequencer: created?.payload.detail.object.sequencer,
          },
          'request-id': CAUSE.requestId,
          requester: ACCOUNT,
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      },
    })
    assert.equal(deleted?.payload['detail-type'], 'Object Deleted')
    assert.equal(deleted?.payload.detail.reason, 'DeleteObject')
    assert.equal(deleted?.payload.detail['deletion-type'], 'Delete Marker Created')
  })
})

describe('what is on record', () => {
  test('outlives the process', async () => {
    const store = await openTestBackground()
    await makeBucket(store, 'b')
    await store.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.notification, created)
    await store.background.delivered()
    await store.background.close()
    await store.put('b', 'late')
    const again = await openTestBackground({}, await store.reopen())
    await again.background.delivered()
    const [event] = again.stream.since(0)
    assert.equal(again.stream.since(0).length, 1)
    const { Records } = event!.payload as { Records: readonly { s3: { object: { key: string } } }[] }
    assert.equal(Records[0]?.s3.object.key, 'late')
    assert.deepEqual(again.errors, [])
    await again.close()
  })
})

describe('HTTP targets', () => {
  interface Target {
    readonly server: Server
    readonly url: string
    readonly taken: { readonly target: string; readonly body: any }[]
    answers: number[]
  }

  async function openTarget(answers: number[] = []): Promise<Target> {
    const taken: Target['taken'] = []
    const target = { taken, answers }
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const status = target.answers.shift() ?? 200
        if (status === 200) {
          const body = JSON.parse(Buffer.concat(chunks).toString())
          taken.push({ target: String(request.headers['x-s3control-local-target']), body })
        }
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return Object.assign(target, { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` })
  }

  async function withTarget(answers: number[], run: (target: Target, background: TestBackground) => Promise<void>) {
    const target = await openTarget(answers)
    const background = await openTestBackground({ targets: new Map([[QUEUE, target.url]]) })
    await makeBucket(background, 'b')
    try {
      await run(target, background)
    } finally {
      await background.close()
      target.server.close()
    }
  }

  test('take their messages in order; what fails is tried again', async () => {
    await withTarget([500, 302], async (target, background) => {
      await background.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.notification, created)
      for (const key of ['1', '2', '3']) await background.put('b', key)
      await background.background.delivered()
      const seen = target.taken.map(({ body }) => body.Event ?? body.Records[0].s3.object.key)
      assert.deepEqual(seen, ['s3:TestEvent', '1', '2', '3'])
      assert.equal(target.taken[0]?.target, QUEUE)
      assert.deepEqual(background.errors, [])
    })
  })

  test('that never answer well are given up, and others are not held up', async () => {
    await withTarget(
      Array.from({ length: 100 }, () => 500),
      async (target, background) => {
        await background.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.notification, created)
        await background.put('b', 'a')
        await background.background.delivered()
        assert.equal(target.taken.length, 0)
        assert.equal(background.errors.length, 1)
        assert.deepEqual(await background.store.effects.due(['notify', 'testEvent'], Number.MAX_SAFE_INTEGER, 10), [])
      },
    )
  })

  test('an ARN without a target goes nowhere', async () => {
    await withTarget([], async (target, background) => {
      const elsewhere = {
        TopicConfigurations: [{ Id: 't', TopicArn: `${target.url}:arn`, Events: ['s3:ObjectCreated:*'] }],
      }
      await background.store.buckets.putConfiguration('b', BUCKET_CONFIGURATIONS.notification, elsewhere)
      await background.put('b', 'a')
      await background.background.delivered()
      assert.equal(target.taken.length, 0)
      assert.equal(background.stream.since(0).length, 2)
    })
  })
})
