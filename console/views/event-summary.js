/** An event in a line, whatever its form: records of S3, EventBridge, or the trail of jobs. */

import { time } from '../parts/format.js'
import { toneOfStatus } from '../parts/job-pieces.js'
import { linkTo, linkToObject } from '../parts/place.js'

/** @typedef {{ readonly name: string, readonly about: string, readonly href?: string | undefined, readonly time: string, readonly tone: string }} Summary */

/** @param {import('../server/event-stream.js').StreamedEvent['payload']} payload @returns {Summary} */
export function summaryOf(payload) {
  const record = payload['Records']?.[0]
  const job = payload['detail']?.serviceEventDetails ?? record?.serviceEventDetails
  if (job !== undefined) return ofJob(job, payload['time'] ?? record?.eventTime)
  if (record !== undefined) return ofRecord(record)
  if (payload['detail']?.bucket !== undefined) return ofBridge(payload)
  return {
    name: String(payload['Event'] ?? payload['detail-type'] ?? 'Message'),
    about: '',
    time: timeOf(payload['Time'] ?? payload['time']),
    tone: 'calm',
  }
}

/** @param {any} record */
function ofRecord({ eventName, eventTime, s3 }) {
  const [bucket, key] = [s3?.bucket?.name ?? '', decoded(s3?.object?.key ?? '')]
  return {
    name: eventName,
    about: `${bucket}/${key}`,
    href: linkToObject(bucket, key),
    time: timeOf(eventTime),
    tone: toneOf(eventName),
  }
}

/** @param {any} job @param {string | undefined} at */
function ofJob({ jobId, status }, at) {
  return {
    name: status,
    about: `Job ${jobId}`,
    href: linkTo(['jobs', jobId]),
    time: timeOf(at),
    tone: toneOfStatus(status),
  }
}

/** @param {any} payload */
function ofBridge({ detail, time: at, 'detail-type': name }) {
  const [bucket, key] = [detail.bucket.name, detail.object?.key ?? '']
  return { name, about: `${bucket}/${key}`, href: linkToObject(bucket, key), time: timeOf(at), tone: toneOf(name) }
}

/** @param {string} name */
function toneOf(name) {
  return /Removed|Deleted|Lost/.test(name) ? 'wait' : 'calm'
}

/** @param {string | undefined} at */
function timeOf(at) {
  return at === undefined ? '' : time(at)
}

/** Of a form: blanks are plus signs. @param {string} key */
function decoded(key) {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}
