/** Keys to sign with, where the server verifies signatures. */
import { signsAs, signWith } from '../server/identity.js'
import { h } from './dom.js'

/** What such a server answers to who has not the right keys. */
const REFUSALS = new Set([
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'RequestTimeTooSkewed',
])

const WHY =
  'This server verifies signatures (--auth sigv4). Give one of its keys; it is forgotten when this page is closed.'

/** @param {string | undefined} code of an error @param {string} message @returns {HTMLElement | undefined} where other keys would help */
export function signInFor(code, message) {
  if (code === undefined || !REFUSALS.has(code)) return undefined
  const id = /** @type {HTMLInputElement} */ (
    h('input.mono', { required: true, autocomplete: 'off', spellcheck: 'false', value: signsAs() })
  )
  const secret = /** @type {HTMLInputElement} */ (
    h('input.mono', { type: 'password', required: true, autocomplete: 'off' })
  )
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    signWith({ id: id.value.trim(), secret: secret.value.trim() })
    // The view is shown anew.
    window.dispatchEvent(new Event('hashchange'))
  }
  // Without keys nothing was signed, and what is wrong with that is of no interest.
  const [title, text] = signsAs() === undefined ? ['With which key?', WHY] : [code, message]
  return h(
    'form.empty.sign-in',
    { onsubmit: submit },
    h('p.empty-title', {}, title),
    h('p', {}, text),
    h(
      'div.row',
      {},
      h('label.field', {}, h('span', {}, 'Access key'), id),
      h('label.field', {}, h('span', {}, 'Secret'), secret),
      h('button.primary', {}, 'Sign with it'),
    ),
  )
}
