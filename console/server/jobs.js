/** S3 Control's job operations. */
import { parseXml } from '../parts/xml.js'
import { identified } from './identity.js'
import { addressOf, request } from './request.js'

/** @typedef {import('./emulator.js').ShownJob} ShownJob */

/** @param {ShownJob} job @param {AbortSignal} signal @returns {Promise<Element>} its `Job` */
export async function describeJob(job, signal) {
  const root = await ask(job, 'GET', '', { signal })
  return root.querySelector('Job') ?? root
}

/** @param {ShownJob} job @param {AbortSignal} signal */
export async function jobTags(job, signal) {
  const root = await ask(job, 'GET', '/tagging', { signal })
  return [...root.querySelectorAll('member')].map((tag) => ({
    key: tag.querySelector('Key')?.textContent ?? '',
    value: tag.querySelector('Value')?.textContent ?? '',
  }))
}

/** @param {ShownJob} job @param {'Ready' | 'Cancelled'} status */
export async function updateStatus(job, status) {
  const query = { requestedJobStatus: status, statusUpdateReason: 'Asked for in the console' }
  await ask(job, 'POST', '/status', { query })
}

/** @param {ShownJob} job @param {number} priority */
export async function updatePriority(job, priority) {
  await ask(job, 'POST', '/priority', { query: { priority: String(priority) } })
}

/** @param {ShownJob} job @param {string} method @param {string} rest @param {{ query?: Record<string, string>, signal?: AbortSignal }} [options] */
async function ask(job, method, rest, { query = {}, signal } = {}) {
  const path = `/v20180820/jobs/${job.id}${rest}`
  const headers = await identified(job, { method, path, query, headers: { 'x-amz-account-id': job.account } })
  const response = await request(addressOf(path, query), { method, headers, signal })
  return parseXml(await response.text())
}
