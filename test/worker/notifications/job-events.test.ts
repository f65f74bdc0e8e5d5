import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createDelivery } from '../../../worker/notifications/delivery.ts'
import { createEventStream } from '../../../worker/notifications/event-stream.ts'
import { createJobNotices } from '../../../worker/notifications/job-notices.ts'
import { openEngine, putManifest } from '../../support/engine.ts'
import { makeBucket } from '../../support/local-store.ts'

describe('events of jobs', () => {
  test('tell of its creation and every change of status, for CloudTrail and for EventBridge', async () => {
    const engine = await openEngine()
    await makeBucket(engine.store, 'src')
    await engine.store.put('src', 'a')
    const { id } = engine.create({ manifest: await putManifest(engine.store, 'src,a\n') })
    await engine.ends(id)
    const stream = createEventStream()
    const delivery = createDelivery({
      stream,
      targets: new Map(),
      onFailure: (_target, error) => assert.fail(String(error)),
    })
    const notices = createJobNotices(engine.jobs, delivery, (error) => assert.fail(String(error)))
    const told = new Promise<void>((resolve) => {
      stream.subscribe({
        event({ payload }) {
          if (JSON.stringify(payload).includes('"status":"Complete"')) setImmediate(resolve)
        },
        end: () => undefined,
      })
    })
    notices.wake()
    await told
    const events = stream.since(0).map(({ target, payload }) => ({ target, payload: payload as any }))
    const trail = events.filter(({ target }) => target === 'cloudtrail').map(({ payload }) => payload.Records[0])
    assert.deepEqual(
      trail.map(({ eventName, serviceEventDetails }) => `${eventName} ${serviceEventDetails.status}`),
      [
        'JobCreated New',
        'JobStatusChanged Preparing',
        'JobStatusChanged Ready',
        'JobStatusChanged Active',
        'JobStatusChanged Completing',
        'JobStatusChanged Complete',
      ],
    )
    const [record] = trail
    const { jobEventId } = record.serviceEventDetails
    assert.match(jobEventId, /^[0-9a-f]{32}$/)
    assert.deepEqual(record, {
      eventVersion: '1.05',
      userIdentity: { accountId: '123456789012', invokedBy: 's3.amazonaws.com' },
      eventTime: record.eventTime,
      eventSource: 's3.amazonaws.com',
      eventName: 'JobCreated',
      awsRegion: 'us-east-1',
      sourceIPAddress: 's3.amazonaws.com',
      userAgent: 's3.amazonaws.com',
      requestParameters: null,
      responseElements: null,
      eventID: record.eventID,
      readOnly: false,
      eventType: 'AwsServiceEvent',
      recipientAccountId: '123456789012',
      serviceEventDetails: {
        jobId: id,
        jobArn: `arn:aws:s3:us-east-1:123456789012:job/${id}`,
        status: 'New',
        jobEventId,
        failureCodes: [],
        statusChangeReason: [],
      },
    })
    const [bridged] = events.filter(({ target }) => target === 'eventbridge').map(({ payload }) => payload)
    assert.equal(bridged['detail-type'], 'AWS Service Event via CloudTrail')
    assert.deepEqual(bridged.resources, [])
    assert.equal(bridged.detail.serviceEventDetails.jobId, id)
    assert.equal('requestParameters' in bridged.detail, false)
    assert.equal('recipientAccountId' in bridged.detail, false)
    notices.close()
    delivery.close()
    await engine.close()
  })

  test('wait for those who are told, also over a restart', async () => {
    const engine = await openEngine()
    const { id } = engine.create({ manifest: undefined, manifestGenerator: { SourceBucket: 'arn:aws:s3:::none' } })
    await engine.ends(id)
    const again = await engine.restart()
    const pending = again.jobs.events.pending(10)
    const failed = pending.at(-1)
    assert.equal(failed?.event.status, 'Failed')
    assert.deepEqual(
      failed?.event.failureReasons.map(({ code }) => code),
      ['NoSuchBucket'],
    )
    again.jobs.events.forget(failed?.number ?? 0)
    assert.deepEqual(again.jobs.events.pending(10), [])
    await again.close()
  })
})
