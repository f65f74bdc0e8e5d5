/** Disturbances of requests: those there are, and new ones. */
import { fill, h } from '../parts/dom.js'
import { count } from '../parts/format.js'
import { live, pause } from '../parts/live.js'
import { attempt } from '../parts/notices.js'
import { card, empty, heading, table } from '../parts/pieces.js'
import { listFaults, removeFault } from '../server/emulator.js'
import { mayChange } from '../server/request.js'
import { faultForm } from './fault-form.js'

/** @typedef {import('../server/emulator.js').Fault} Fault */

const COLUMNS = ['Meets', 'Does', 'Met', '']

/** @param {import('../main.js').Visit} visit */
export async function faults({ main, signal, titled }) {
  titled('Faults')
  const list = h('div')
  const clear = h(
    'button.danger',
    {
      type: 'button',
      hidden: true,
      onclick: () => void attempt(() => removeFault().then(look), 'All faults are gone.'),
    },
    'Take all away',
  )
  let said = ''
  fill(
    main,
    heading('Faults', mayChange && clear),
    h(
      'p.lead',
      {},
      'A fault disturbs requests to S3 and S3 Control, to see how a program takes it: errors, delays, lost connections. Jobs, and this console, are left alone.',
    ),
    list,
    mayChange && card('Add a fault', faultForm(look)),
  )
  await live(signal, async () => {
    await look()
    return 1_500
  })

  async function look() {
    const found = await listFaults(signal)
    const text = JSON.stringify(found)
    if (signal.aborted || text === said) return pause(0, signal)
    said = text
    clear.hidden = found.length < 2
    const rows = h(
      'tbody',
      {},
      found.map((fault) => faultRow(fault, look)),
    )
    fill(
      list,
      found.length === 0
        ? empty('No faults', h('p', {}, 'All requests pass undisturbed.'))
        : table(COLUMNS, rows, 'Faults in the order they were added'),
    )
  }
}

/** @param {Fault} fault @param {() => Promise<unknown>} look */
function faultRow(fault, look) {
  const { id, met, passed, times = 1, after = 0, operation = 'Any request' } = fault
  const over = times > 0 && met >= times
  const remove = () => void attempt(() => removeFault(id).then(look), 'The fault is gone.')
  return h(
    'tr',
    {},
    h('td.wide', {}, h('b', {}, operation), h('span.clip.muted.mono', {}, restriction(fault))),
    h('td', {}, effectOf(fault)),
    h(
      'td',
      {},
      `${count(met)}${times === 0 ? '' : ` of ${count(times)}`}`,
      after > passed && h('span.muted', {}, `, lets ${count(after - passed)} pass first`),
      over && h('span.badge', {}, 'Over'),
    ),
    h(
      'td.end',
      {},
      mayChange &&
        h('button.small', { type: 'button', onclick: remove, 'aria-label': `Take fault ${id} away` }, 'Take away'),
    ),
  )
}

/** @param {Fault} fault */
function restriction({ service, path, query }) {
  const parts = [service, path, query === undefined ? undefined : `?${new URLSearchParams(query)}`]
  return parts.filter((part) => part !== undefined).join(' ')
}

/** @param {Fault} fault */
function effectOf({ code, status, drop, delayMs, at }) {
  const parts = [
    delayMs === undefined ? undefined : `waits ${count(delayMs)} ms`,
    code === undefined ? undefined : `answers ${code}${status === undefined ? '' : ` (${status})`}`,
    drop === true ? 'ends the connection' : undefined,
    at === 'answer' ? 'after it was carried out' : undefined,
    at === 'body' ? 'halfway through the body' : undefined,
  ]
  return parts.filter((part) => part !== undefined).join(', ')
}
