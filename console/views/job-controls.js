/** What may be asked of a job: to run, to be cancelled, another priority. */
import { ask } from '../parts/ask.js'
import { fill, h } from '../parts/dom.js'
import { canCancel, hasEnded } from '../parts/job-pieces.js'
import { attempt } from '../parts/notices.js'
import { updatePriority, updateStatus } from '../server/jobs.js'
import { mayChange } from '../server/request.js'

/** @typedef {import('../server/emulator.js').ShownJob} ShownJob */

/** @param {ShownJob} job */
export function jobControls(job) {
  const run = h(
    'button.primary',
    {
      type: 'button',
      onclick: () => void attempt(() => updateStatus(job, 'Ready'), 'The job is confirmed and will run.'),
    },
    'Run job',
  )
  const cancel = h('button.danger', { type: 'button', onclick: () => void cancelAfterAsking(job) }, 'Cancel job')
  const priority = priorityForm(job)
  const element = h('div.tools.controls')
  let status = ''
  return {
    element,
    /** @param {ShownJob} now */
    update(now) {
      if (now.status === status || !mayChange) return
      status = now.status
      fill(element, status === 'Suspended' && run, canCancel(status) && cancel, !hasEnded(status) && priority)
      element.hidden = element.childElementCount === 0
    },
  }
}

/** @param {ShownJob} job */
async function cancelAfterAsking(job) {
  const sure = await ask({
    title: 'Cancel this job?',
    text: 'Tasks that have been run stay done. A cancelled job cannot be taken up again.',
    yes: 'Cancel the job',
  })
  if (sure) await attempt(() => updateStatus(job, 'Cancelled'), 'The job is being cancelled.')
}

/** @param {ShownJob} job */
function priorityForm(job) {
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'number',
      min: 0,
      max: 2_147_483_647,
      step: 1,
      required: true,
      value: job.priority,
      id: 'priority',
    })
  )
  const set = (/** @type {Event} */ event) => {
    event.preventDefault()
    void attempt(() => updatePriority(job, input.valueAsNumber), `The priority is ${input.value} now.`)
  }
  return h('form.row', { onsubmit: set }, h('label', { for: 'priority' }, 'Priority'), input, h('button', {}, 'Set'))
}
