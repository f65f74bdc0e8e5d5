/** What concerns the whole page: the server has gone, was started again, or does not let this page change anything. */
import { mayChange, ServerError, Unreachable, wasKnown } from '../server/request.js'
import { fill, h } from './dom.js'

/** @param {unknown} error @returns {error is ServerError} */
export function isOfAnotherServer(error) {
  return error instanceof ServerError && error.code === 'NotTheConsole'
}

/** @param {unknown} error */
export function showTrouble(error) {
  if (isOfAnotherServer(error)) {
    // The server was started anew, and has another token.
    if (wasKnown()) location.reload()
    show(error.message, 'bad')
  } else if (error instanceof Unreachable) show('The emulator does not answer. Trying again …', 'bad')
  else show(error instanceof Error ? error.message : String(error), 'bad')
}

export function troubleIsOver() {
  if (mayChange) show(undefined)
  else
    show(
      'This page can look on only, because the browser did not say how it was opened. Open it by http://127.0.0.1, http://localhost or https to control the emulator.',
      'note',
    )
}

/** @param {string | undefined} text @param {'bad' | 'note'} [kind] */
function show(text, kind = 'note') {
  const banner = /** @type {HTMLElement} */ (document.getElementById('banner'))
  if ((banner.textContent ?? '') === (text ?? '')) return
  banner.hidden = text === undefined
  banner.className = `banner ${kind}`
  fill(banner, text === undefined ? undefined : h('span', {}, text))
}
