/** How far a job is, in a word and in a bar. */
import { h, setText } from './dom.js'
import { count, percent } from './format.js'

/** @typedef {import('../server/emulator.js').ShownJob} ShownJob */

const ENDED = new Set(['Complete', 'Cancelled', 'Failed'])
const WAITING = new Set(['Suspended', 'Paused'])
/** @type {Readonly<Record<string, string>>} */
const TONES = {
  Suspended: 'wait',
  Pausing: 'wait',
  Paused: 'wait',
  Active: 'run',
  Completing: 'run',
  Preparing: 'run',
  Complete: 'good',
  Failing: 'bad',
  Failed: 'bad',
}

/** Its colour. @param {string} status */
export function toneOfStatus(status) {
  return TONES[status] ?? 'calm'
}

/** @param {string} status */
export function hasEnded(status) {
  return ENDED.has(status)
}

/** It goes on by itself. @param {string} status */
export function isMoving(status) {
  return !hasEnded(status) && !WAITING.has(status)
}

/** What UpdateJobStatus takes to cancel a job. @param {string} status */
export function canCancel(status) {
  return !hasEnded(status) && !['Completing', 'Failing', 'Cancelling'].includes(status)
}

export function statusBadge() {
  const element = h('span.badge')
  return {
    element,
    /** @param {string} status */
    update(status) {
      setText(element, status)
      element.dataset['tone'] = toneOfStatus(status)
    },
  }
}

/** @param {string} name of the operation, without what all of them begin with */
export function shortOperation(name) {
  return name.replace(/^S3/, '')
}

export function progressBar() {
  const succeeded = h('span.bar-good')
  const failed = h('span.bar-bad')
  const bar = h('span.bar', { role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100 }, succeeded, failed)
  const words = h('span.bar-words')
  return {
    element: h('span.progress', {}, bar, words),
    /** @param {ShownJob} job */
    update({ status, tasks: { total, succeeded: good, failed: bad } }) {
      succeeded.style.width = widthOf(good, total)
      failed.style.width = widthOf(bad, total)
      const text = wordsOf(status, total, good, bad)
      setText(words, text)
      bar.setAttribute('aria-valuenow', String(total === 0 ? 0 : Math.floor(((good + bad) / total) * 100)))
      bar.setAttribute('aria-valuetext', total === 0 ? text : `${percent(good + bad, total)} done: ${text}`)
      bar.classList.toggle('has-none', total === 0)
    },
  }
}

/** @param {number} part @param {number} whole */
function widthOf(part, whole) {
  if (whole === 0 || part === 0) return '0'
  // One failure of a million can still be seen.
  return `max(3px, ${(part / whole) * 100}%)`
}

/** @param {string} status @param {number} total @param {number} good @param {number} bad */
function wordsOf(status, total, good, bad) {
  if (total === 0) return hasEnded(status) ? 'no tasks' : 'no tasks yet'
  return `${count(good)} of ${count(total)}${bad === 0 ? '' : `, ${count(bad)} failed`}`
}
