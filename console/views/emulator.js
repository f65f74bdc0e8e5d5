/** The emulator's clock, its snapshots and its reset. */
import { ask } from '../parts/ask.js'
import { fill, h, setText } from '../parts/dom.js'
import { span, time } from '../parts/format.js'
import { live } from '../parts/live.js'
import { attempt, notice } from '../parts/notices.js'
import { card, heading } from '../parts/pieces.js'
import { changeClock, readClock, reset } from '../server/emulator.js'
import { mayChange } from '../server/request.js'
import { snapshotsCard } from './snapshots.js'

/** @typedef {import('../server/emulator.js').ClockState} ClockState */

const HOUR = 3_600_000
/** @type {readonly (readonly [string, number])[]} */
const STEPS = [
  ['1 minute', 60_000],
  ['1 hour', HOUR],
  ['1 day', 24 * HOUR],
  ['30 days', 30 * 24 * HOUR],
  ['90 days', 90 * 24 * HOUR],
]

/** @param {import('../main.js').Visit} visit */
export async function emulator({ main, signal, titled }) {
  titled('Clock and state')
  const now = h('output.clock', { 'aria-label': 'The emulator’s time' })
  const about = h('p.muted')
  const freeze = h('button', { type: 'button', onclick: () => void toggle() }, 'Freeze')
  let frozen = false
  const show = (/** @type {ClockState} */ state) => {
    frozen = state.frozen
    setText(now, time(state.epochMs))
    const ahead = state.epochMs - Date.now()
    const apart =
      Math.abs(ahead) < 2_000
        ? 'as this machine has it'
        : `${span(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} this machine`
    setText(
      about,
      `${frozen ? 'Frozen, ' : ''}${apart}. Lifecycle, locks, restores, waiting jobs and signatures go by it.`,
    )
    setText(freeze, frozen ? 'Let it run' : 'Freeze')
  }
  /** @param {object} change @param {string} done */
  const change = (change, done) => attempt(async () => show(await changeClock(change)), done)
  const toggle = () => change({ frozen: !frozen }, frozen ? 'The clock runs.' : 'The clock stands still.')
  const controls = [
    h(
      'div.row',
      {},
      freeze,
      STEPS.map(([text, advanceMs]) =>
        h(
          'button',
          { type: 'button', onclick: () => void change({ advanceMs }, `The clock is ${text} further.`) },
          `+ ${text}`,
        ),
      ),
    ),
    setForm((text) => change({ now: text }, 'The clock is set.')),
    h(
      'div.row',
      {},
      h(
        'button',
        {
          type: 'button',
          onclick: () =>
            void change({ frozen: false, now: new Date().toISOString() }, 'The clock is that of this machine again.'),
        },
        'Back to this machine’s time',
      ),
    ),
  ]
  fill(
    main,
    heading('Clock and state'),
    card('Clock', now, about, mayChange && controls),
    snapshotsCard(signal),
    mayChange && card('Reset', ...resetParts()),
  )
  await live(signal, async () => {
    const state = await readClock(signal)
    if (!signal.aborted) show(state)
    return 1_000
  })
}

/** @param {(text: string) => Promise<unknown>} set */
function setForm(set) {
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'datetime-local',
      step: 1,
      id: 'clock-time',
      required: true,
      min: '1970-01-01T00:00:00',
      max: '9998-12-31T23:59:59',
    })
  )
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    void set(`${input.value.length === 16 ? `${input.value}:00` : input.value}Z`)
  }
  return h(
    'form.row',
    { onsubmit: submit },
    h('label', { for: 'clock-time' }, 'Set it to (UTC)'),
    input,
    h('button', {}, 'Set'),
  )
}

function resetParts() {
  const start = async () => {
    const sure = await ask({
      title: 'Reset the emulator?',
      text: 'All buckets, objects, jobs and faults go, running jobs included. What the server was started with (--seed) comes back, and snapshots stay. This cannot be undone.',
      yes: 'Remove everything',
    })
    if (!sure) return
    notice('Resetting …')
    await attempt(reset, 'The emulator is empty, or as its seed has it.')
  }
  return [
    h('p', {}, 'Everything that is stored goes, and every fault; the clock stays as it is.'),
    h('div.row', {}, h('button.danger', { type: 'button', onclick: () => void start() }, 'Reset …')),
  ]
}
