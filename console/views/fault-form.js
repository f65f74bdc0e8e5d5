/** A new fault. What cannot be is for the server to say. */
import { h } from '../parts/dom.js'
import { notice } from '../parts/notices.js'
import { addFault } from '../server/emulator.js'

/** @type {readonly (readonly [string, Readonly<Record<string, unknown>>])[]} */
const RECIPES = [
  ['One InternalError', { code: 'InternalError' }],
  ['GetObject slows down', { operation: 'GetObject', code: 'SlowDown', times: 0 }],
  ['CreateJob’s answer is lost', { operation: 'CreateJob', at: 'answer', drop: true }],
  ['Throttled S3 Control', { service: 's3control', code: 'TooManyRequestsException', times: 2 }],
  ['Downloads break off', { operation: 'GetObject', at: 'body', drop: true }],
  ['Everything is late', { delayMs: 2000, times: 0 }],
]

/** @param {() => Promise<unknown>} added */
export function faultForm(added) {
  const fields = {
    operation: input({ placeholder: 'Any: GetObject, CreateJob …' }),
    path: input({ placeholder: 'Any: /bucket/key' }),
    code: input({ placeholder: 'SlowDown' }),
    status: input({ type: 'number', min: 300, max: 599, placeholder: 'That of the code' }),
    delayMs: input({ type: 'number', min: 0, placeholder: '0' }),
    times: input({ type: 'number', min: 0, placeholder: '1' }),
    after: input({ type: 'number', min: 0, placeholder: '0' }),
    at: choice([
      ['request', 'Instead of the request'],
      ['answer', 'After it was carried out'],
      ['body', 'Halfway through the body'],
    ]),
    drop: input({ type: 'checkbox' }),
  }
  const problem = h('p.bad-text', { role: 'alert' })
  /** @param {Readonly<Record<string, unknown>>} fault */
  const add = async (fault) => {
    try {
      await addFault(fault)
      problem.textContent = ''
      notice('The fault is there.')
      await added()
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error)
    }
  }
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    void add(faultOf(fields))
  }
  return h(
    'form.fault-form',
    { onsubmit: submit },
    h(
      'div.chips',
      { role: 'group', 'aria-label': 'Faults that are often wanted' },
      RECIPES.map(([text, fault]) => h('button.chip', { type: 'button', onclick: () => void add(fault) }, text)),
    ),
    h(
      'div.fields',
      {},
      labelled('Operation', fields.operation),
      labelled('Path begins with', fields.path),
      labelled('Error code', fields.code),
      labelled('HTTP status', fields.status),
      labelled('Delay, in ms', fields.delayMs),
      labelled('How many it meets (0: all)', fields.times),
      labelled('Lets pass first', fields.after),
      labelled('When', fields.at),
    ),
    h('div.row', {}, h('label.row', {}, fields.drop, 'End the connection'), h('button.primary', {}, 'Add')),
    problem,
  )
}

/** @param {Readonly<Record<string, HTMLInputElement | HTMLSelectElement>>} fields */
function faultOf(fields) {
  const given = Object.entries(fields).map(([name, field]) => /** @type {const} */ ([name, valueOf(field)]))
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** @param {HTMLInputElement | HTMLSelectElement} field */
function valueOf(field) {
  if (field instanceof HTMLSelectElement) return field.value === 'request' ? undefined : field.value
  if (field.type === 'checkbox') return field.checked || undefined
  const text = field.value.trim()
  if (text === '') return undefined
  return field.type === 'number' ? field.valueAsNumber : text
}

/** @param {import('../parts/dom.js').Attributes} attributes */
function input(attributes) {
  return /** @type {HTMLInputElement} */ (
    h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...attributes })
  )
}

/** @param {readonly (readonly [string, string])[]} options */
function choice(options) {
  return /** @type {HTMLSelectElement} */ (
    h(
      'select',
      {},
      options.map(([value, text]) => h('option', { value }, text)),
    )
  )
}

/** @param {string} text @param {HTMLElement} field */
function labelled(text, field) {
  return h('label.field', {}, h('span', {}, text), field)
}
