import { randomBytes, randomUUID } from 'node:crypto'
import type { JobEvent } from '../../db/jobs/job-events.ts'
import { jobArn } from '../../db/model/arn.ts'
import { EVENT_BRIDGE } from '../../db/model/notification-rules.ts'
import { envelope, secondsOf } from './event-bridge.ts'
import { CLOUD_TRAIL, type Message } from './message.ts'

/** A job's creation or change of status, to the trail and (in its shorter form) to the event bus (reference 9.4). */
export function jobMessages(event: JobEvent): readonly Message[] {
  const { account, region, timeMs } = event
  const common = commonPart(event)
  const record = {
    ...common.head,
    requestParameters: null,
    responseElements: null,
    ...common.tail,
    recipientAccountId: account,
    serviceEventDetails: common.details,
  }
  const detail = { ...common.head, ...common.tail, serviceEventDetails: common.details }
  const detailType = 'AWS Service Event via CloudTrail'
  return [
    { target: CLOUD_TRAIL, payload: { Records: [record] } },
    { target: EVENT_BRIDGE, payload: envelope({ detailType, account, region, timeMs, resources: [], detail }) },
  ]
}

function commonPart({ id, account, region, status, failureReasons, statusReason, timeMs }: JobEvent) {
  return {
    head: {
      eventVersion: '1.05',
      userIdentity: { accountId: account, invokedBy: 's3.amazonaws.com' },
      eventTime: secondsOf(timeMs),
      eventSource: 's3.amazonaws.com',
      eventName: status === 'New' ? 'JobCreated' : 'JobStatusChanged',
      awsRegion: region,
      sourceIPAddress: 's3.amazonaws.com',
      userAgent: 's3.amazonaws.com',
    },
    tail: { eventID: randomUUID(), readOnly: false, eventType: 'AwsServiceEvent' },
    details: {
      jobId: id,
      jobArn: jobArn(region, account, id),
      status,
      jobEventId: randomBytes(16).toString('hex'),
      failureCodes: failureReasons.map(({ code }) => code),
      statusChangeReason: statusReason === undefined ? [] : [statusReason],
    },
  }
}
