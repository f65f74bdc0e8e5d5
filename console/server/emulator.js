/** The emulator's own routes. */
import { request } from './request.js'

/**
 * @typedef {object} ShownJob
 * @property {string} id
 * @property {string} account
 * @property {string} region
 * @property {string} status
 * @property {string} operation
 * @property {number} priority
 * @property {string} [description]
 * @property {string} createdAt
 * @property {string} [endedAt]
 * @property {{ readonly total: number, readonly succeeded: number, readonly failed: number }} tasks
 * @property {number} activeMs
 */

/** @typedef {{ readonly now: string, readonly counts: Readonly<Record<string, number>>, readonly jobs: readonly ShownJob[], readonly next?: number }} JobsShown */
/** @typedef {{ readonly name: string, readonly account: string, readonly region: string, readonly createdAt: string, readonly versioning: string, readonly objectLock: boolean }} ShownBucket */
/** @typedef {{ readonly now: string, readonly epochMs: number, readonly frozen: boolean }} ClockState */

/**
 * @typedef {object} Fault
 * @property {string} id
 * @property {number} passed
 * @property {number} met
 * @property {string} [service]
 * @property {string} [operation]
 * @property {string} [path]
 * @property {Record<string, string>} [query]
 * @property {number} [after]
 * @property {number} [times]
 * @property {string} [at]
 * @property {number} [delayMs]
 * @property {string} [code]
 * @property {number} [status]
 * @property {boolean} [drop]
 */

/** @param {{ status?: string | undefined, before?: string | undefined, limit: number }} query @param {AbortSignal} signal @returns {Promise<JobsShown>} */
export function listJobs(query, signal) {
  return json(`/_emulator/jobs?${parameters(query)}`, { signal })
}

/** @param {string} id @param {AbortSignal} signal @returns {Promise<ShownJob>} */
export function findJob(id, signal) {
  return json(`/_emulator/jobs/${encodeURIComponent(id)}`, { signal })
}

/** @param {{ prefix?: string | undefined, after?: string | undefined, limit: number }} query @param {AbortSignal} signal @returns {Promise<{ buckets: ShownBucket[], next?: string }>} */
export function listBuckets(query, signal) {
  return json(`/_emulator/buckets?${parameters(query)}`, { signal })
}

/** @param {string} name @param {AbortSignal | undefined} signal @returns {Promise<ShownBucket>} */
export function findBucket(name, signal) {
  return json(`/_emulator/buckets/${encodeURIComponent(name)}`, { signal })
}

/** @param {AbortSignal} signal @returns {Promise<{ version: string }>} */
export function health(signal) {
  return json('/_emulator/health', { signal })
}

/** @param {AbortSignal} [signal] @returns {Promise<ClockState>} */
export function readClock(signal) {
  return json('/_emulator/clock', { signal })
}

/** @param {object} change @returns {Promise<ClockState>} */
export function changeClock(change) {
  return json('/_emulator/clock', { method: 'PUT', ...jsonBody(change) })
}

export async function reset() {
  await request('/_emulator/reset', { method: 'POST' })
}

/** @param {AbortSignal} [signal] @returns {Promise<readonly Fault[]>} */
export async function listFaults(signal) {
  return (await json('/_emulator/faults', { signal })).faults
}

/** @param {object} fault @returns {Promise<Fault>} */
export function addFault(fault) {
  return json('/_emulator/faults', { method: 'POST', ...jsonBody(fault) })
}

/** @param {string} [id] all of them where there is none */
export async function removeFault(id) {
  await request(`/_emulator/faults${id === undefined ? '' : `/${encodeURIComponent(id)}`}`, { method: 'DELETE' })
}

/** @typedef {{ readonly name: string, readonly takenAt: string, readonly buckets: number, readonly objects: number, readonly jobs: number, readonly bytes: number }} Snapshot */

/** @param {AbortSignal} signal @returns {Promise<readonly Snapshot[]>} */
export async function listSnapshots(signal) {
  return (await json('/_emulator/snapshots', { signal })).snapshots
}

/** @param {string} name */
export async function takeSnapshot(name) {
  await request('/_emulator/snapshots', { method: 'POST', ...jsonBody({ name }) })
}

/** @param {string} name */
export async function restoreSnapshot(name) {
  await request(`/_emulator/snapshots/${encodeURIComponent(name)}/restore`, { method: 'POST' })
}

/** @param {string} name */
export async function removeSnapshot(name) {
  await request(`/_emulator/snapshots/${encodeURIComponent(name)}`, { method: 'DELETE' })
}

/** @param {string} path @param {import('./request.js').Asked} asked */
async function json(path, asked) {
  return (await request(path, asked)).json()
}

/** @param {object} value */
function jsonBody(value) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

/** @param {Readonly<Record<string, string | number | undefined>>} values */
function parameters(values) {
  return new URLSearchParams(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}
