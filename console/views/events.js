/** What buckets and jobs tell, as it happens. */
import { fill, h, setText } from '../parts/dom.js'
import { plural } from '../parts/format.js'
import { keyedRows } from '../parts/keyed-rows.js'
import { live, pause } from '../parts/live.js'
import { empty, heading, table } from '../parts/pieces.js'
import { followEvents } from '../server/event-stream.js'
import { summaryOf } from './event-summary.js'

/** @typedef {import('../server/event-stream.js').StreamedEvent} StreamedEvent */

const MOST = 500
/** Events may come by the thousand; nobody reads faster than this. */
const REST_MS = 200

/** @param {import('../main.js').Visit} visit */
export async function events({ main, signal, titled }) {
  titled('Events')
  /** @type {readonly StreamedEvent[]} newest first */
  let seen = []
  let words = ''
  let last = 0
  let due = false
  const body = h('tbody')
  const show = keyedRows(body, (/** @type {StreamedEvent} */ { id }) => id, eventRow)
  const rows = table(['', 'Event', 'About', 'Told to', 'Time'], body, 'Events, newest first')
  const total = h('p.muted', { role: 'status' })
  const list = h('div')
  const trail = toggle('CloudTrail too', 'It is told of jobs what EventBridge is told', showAll)
  const hold = toggle('Hold', 'The list stands still, and goes on where it stood', showAll)
  const search = h('input', {
    type: 'search',
    placeholder: 'Has the words …',
    'aria-label': 'Events that have these words',
    oninput: (/** @type {{ target: HTMLInputElement }} */ { target }) => {
      words = target.value.trim().toLowerCase()
      showAll()
    },
  })
  const clear = h('button', { type: 'button', onclick: () => keep([]) }, 'Clear the list')
  fill(main, heading('Events', total), h('div.tools', {}, search, trail.element, hold.element, clear), list)
  showAll()
  await live(signal, async () => {
    await followEvents(last, signal, (news) => {
      last = news.at(-1)?.id ?? last
      seen = [...news.toReversed(), ...seen].slice(0, MOST)
      void showSoon()
    })
    return 1_000
  })

  /** @param {readonly StreamedEvent[]} events */
  function keep(events) {
    seen = events
    showAll()
  }
  async function showSoon() {
    if (due || hold.isOn()) return
    due = true
    await pause(REST_MS, signal)
    due = false
    if (!hold.isOn() && !signal.aborted) showAll()
  }
  function showAll() {
    const found = seen.filter(
      (event) => (trail.isOn() || event.target !== 'cloudtrail') && JSON.stringify(event).toLowerCase().includes(words),
    )
    setText(
      total,
      found.length === 0 ? '' : `${plural(found.length, 'event')}${seen.length === MOST ? ', the last ones' : ''}`,
    )
    show(found)
    if (found.length === 0) fill(list, nothing(seen.length > 0))
    else if (rows.parentNode === null) fill(list, rows)
  }
}

/** @param {boolean} hasOthers */
function nothing(hasOthers) {
  if (hasOthers) return empty('No event is like this.')
  const text =
    'Jobs tell of each change of their status. Buckets tell of their objects once they have a notification configuration; one with EventBridge will do, and needs no queue.'
  return empty('Nothing has happened yet', h('p', {}, text))
}

/** @param {string} text @param {string} title @param {() => void} changed */
function toggle(text, title, changed) {
  let on = false
  const element = h('button', { type: 'button', title, 'aria-pressed': 'false', onclick: turn }, text)
  function turn() {
    on = !on
    element.setAttribute('aria-pressed', String(on))
    changed()
  }
  return { element, isOn: () => on }
}

/** @param {StreamedEvent} event */
function eventRow({ id, target, payload }) {
  const { name, about, href, time, tone } = summaryOf(payload)
  const text = h('pre.document', { hidden: true })
  const opener = h(
    'button.small.opener',
    { type: 'button', 'aria-expanded': 'false', 'aria-label': `Event ${id} as it was sent`, onclick: open },
    '{ }',
  )
  function open() {
    if (text.hidden) setText(text, JSON.stringify(payload, undefined, 2))
    text.hidden = !text.hidden
    opener.setAttribute('aria-expanded', String(!text.hidden))
  }
  const element = h(
    'tr',
    {},
    h('td', {}, opener),
    h('td', {}, h('span.badge', { 'data-tone': tone }, name)),
    h('td.wide', {}, href === undefined ? h('span.key', {}, about) : h('a.key', { href }, about), text),
    h('td', {}, h('span.mono.clip', { title: target }, target.split(':').at(-1))),
    h('td.age', {}, time),
  )
  // What has happened does not change.
  return { element, update: () => undefined }
}
