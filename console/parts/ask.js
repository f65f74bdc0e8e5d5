import { h } from './dom.js'

/** A question before something that cannot be undone. @param {{ title: string, text: string, yes: string }} question @returns {Promise<boolean>} */
export function ask({ title, text, yes }) {
  return new Promise((resolve) => {
    const close = (/** @type {boolean} */ answer) => () => {
      resolve(answer)
      dialog.close()
    }
    const dialog = /** @type {HTMLDialogElement} */ (
      h(
        'dialog.ask',
        { 'aria-labelledby': 'ask-title', onclose: () => dialog.remove(), oncancel: () => resolve(false) },
        h('h2', { id: 'ask-title' }, title),
        h('p', {}, text),
        h(
          'div.row.end',
          {},
          h('button', { type: 'button', onclick: close(false), autofocus: true }, 'No, leave it'),
          h('button.danger', { type: 'button', onclick: close(true) }, yes),
        ),
      )
    )
    document.body.append(dialog)
    dialog.showModal()
  })
}
