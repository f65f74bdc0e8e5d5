/** What buckets and jobs tell, as it happens. */
import { fill, h, setText } from '../parts/dom.js'
import { plural } from '../parts/format.js'
import { live } from '../parts/live.js'
import { empty, heading, table } from '../parts/pieces.js'
import { followEvents } from '../server/event-stream.js'
import { summaryOf } from './event-summary.js'

/** @typedef {import('../server/event-stream.js').StreamedEvent} StreamedEvent */

const MOST = 500

/** @param {import('../main.js').Visit} visit */
export async function events({ main, signal, titled }) {
  titled('Events')
  /** @type {StreamedEvent[]} newest first */
  let seen = []
  let paused = false
  let withTrail = false
  let words = ''
  let last = 0
  const body = h('tbody')
  const rows = table(['', 'Event', 'About', 'Told to', 'Time'], body, 'Events, newest first')
  const total = h('p.muted', { role: 'status' })
  const list = h('div')
  const hold = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => setPaused(!paused) }, 'Pause')
  const search = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'search',
      placeholder: 'Has the words …',
      'aria-label': 'Events that have these words',
      oninput: () => find(search.value),
    })
  )
  const trail = h(
    'button',
    {
      type: 'button',
      'aria-pressed': 'false',
      title: 'CloudTrail is told of jobs what EventBridge is told',
      onclick: () => setTrail(!withTrail),
    },
    'CloudTrail too',
  )
  fill(
    main,
    heading('Events', total),
    h('div.tools', {}, search, trail, hold, h('button', { type: 'button', onclick: forget }, 'Clear the list')),
    list,
  )
  showAll()
  await live(signal, async () => {
    await followEvents(last, signal, take)
    return 1_000
  })

  /** @param {readonly StreamedEvent[]} news oldest first */
  function take(news) {
    last = news.at(-1)?.id ?? last
    seen = [...news.toReversed(), ...seen].slice(0, MOST)
    if (paused) tell()
    else showAll()
  }
  function forget() {
    seen = []
    showAll()
  }
  /** @param {string} text */
  function find(text) {
    words = text.trim().toLowerCase()
    showAll()
  }
  /** @param {boolean} now */
  function setPaused(now) {
    paused = now
    hold.setAttribute('aria-pressed', String(now))
    setText(hold, now ? 'Go on' : 'Pause')
    showAll()
  }
  /** @param {boolean} now */
  function setTrail(now) {
    withTrail = now
    trail.setAttribute('aria-pressed', String(now))
    showAll()
  }
  function tell() {
    setText(
      total,
      seen.length === 0
        ? ''
        : `${plural(seen.length, 'event')}${seen.length === MOST ? ', the last of them' : ''}${paused ? ' (the list stands still)' : ''}`,
    )
  }
  function showAll() {
    tell()
    const found = seen.filter((event) => (withTrail || event.target !== 'cloudtrail') && textOf(event).includes(words))
    const open = new Set([...body.querySelectorAll('tr[data-open]')].map((row) => row.getAttribute('data-id')))
    fill(
      body,
      found.map((event) => eventRow(event, open.has(String(event.id)))),
    )
    if (found.length > 0) fill(list, rows)
    else if (seen.length > 0) fill(list, empty('No event has these words.'))
    else
      fill(
        list,
        empty(
          'Nothing has happened yet',
          h(
            'p',
            {},
            'Jobs tell of each change of their status. Buckets tell of their objects once they have a notification configuration; EventBridge will do, and needs no queue.',
          ),
        ),
      )
  }
}

/** @param {StreamedEvent} event */
function textOf(event) {
  return JSON.stringify(event).toLowerCase()
}

/** @param {StreamedEvent} event @param {boolean} open */
function eventRow(event, open) {
  const { name, about, href, time, tone } = summaryOf(event)
  const payload = h('pre.document', { hidden: !open }, JSON.stringify(event.payload, undefined, 2))
  const row = h(
    'tr',
    { 'data-id': event.id, 'data-open': open },
    h(
      'td',
      {},
      h(
        'button.small.opener',
        {
          type: 'button',
          'aria-expanded': String(open),
          'aria-label': `The event ${event.id} as it was sent`,
          onclick: toggle,
        },
        '{ }',
      ),
    ),
    h('td', {}, h('span.badge', { 'data-tone': tone }, name)),
    h('td.wide', {}, href === undefined ? h('span.key', {}, about) : h('a.key', { href }, about), payload),
    h('td', {}, h('span.mono.clip', { title: event.target }, event.target.split(':').at(-1))),
    h('td.age', {}, time),
  )
  function toggle() {
    payload.hidden = !payload.hidden
    row.toggleAttribute('data-open', !payload.hidden)
    row.querySelector('button')?.setAttribute('aria-expanded', String(!payload.hidden))
  }
  return row
}
