/** Snapshots: the state of everything, taken and brought back. */
import { ask } from '../parts/ask.js'
import { fill, h } from '../parts/dom.js'
import { plural, size, time } from '../parts/format.js'
import { attempt } from '../parts/notices.js'
import { card, failure, table } from '../parts/pieces.js'
import { listSnapshots, removeSnapshot, restoreSnapshot, takeSnapshot } from '../server/emulator.js'
import { mayChange } from '../server/request.js'

/** @typedef {import('../server/emulator.js').Snapshot} Snapshot */

/** @param {AbortSignal} signal */
export function snapshotsCard(signal) {
  const list = h('div')
  const look = async () => {
    try {
      const found = await listSnapshots(signal)
      if (signal.aborted) return
      const rows = found.map((snapshot) => snapshotRow(snapshot, look))
      const columns = ['Name', 'Holds', 'Taken', '']
      if (rows.length === 0) fill(list, h('p.muted', {}, 'None yet.'))
      else fill(list, table(columns, h('tbody', {}, rows), 'Snapshots in the order they were taken'))
    } catch (error) {
      if (!signal.aborted) fill(list, failure(error))
    }
  }
  void look()
  return card(
    'Snapshots',
    h('p', {}, 'A snapshot keeps everything that is stored under a name, to be brought back as often as wanted.'),
    list,
    mayChange && takeForm(look),
  )
}

/** @param {() => Promise<void>} look */
function takeForm(look) {
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      id: 'snapshot-name',
      required: true,
      pattern: '[A-Za-z0-9_\\-]{1,64}',
      placeholder: 'before-the-test',
      title: 'Letters, digits, - and _',
    })
  )
  const take = async () => {
    if (await attempt(() => takeSnapshot(input.value), `The snapshot ${input.value} is taken.`)) input.value = ''
    await look()
  }
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    void take()
  }
  return h(
    'form.row',
    { onsubmit: submit },
    h('label', { for: 'snapshot-name' }, 'Name'),
    input,
    h('button', {}, 'Take a snapshot'),
  )
}

/** @param {Snapshot} snapshot @param {() => Promise<void>} look */
function snapshotRow({ name, takenAt, buckets, objects, jobs, bytes }, look) {
  const holds = [plural(buckets, 'bucket'), plural(objects, 'object'), plural(jobs, 'job'), size(bytes)].join(', ')
  const restore = async () => {
    const text =
      'Everything is as it was when the snapshot was taken, and what has come since is gone. Running jobs end.'
    const sure = await ask({ title: `Bring back ${name}?`, text, yes: 'Bring it back' })
    if (sure) await attempt(() => restoreSnapshot(name), `Everything is as in ${name}.`)
  }
  const remove = async () => {
    const sure = await ask({
      title: `Remove ${name}?`,
      text: 'The snapshot goes; what is stored now stays.',
      yes: 'Remove the snapshot',
    })
    if (sure) await attempt(() => removeSnapshot(name), `The snapshot ${name} is gone.`)
    await look()
  }
  return h(
    'tr',
    {},
    h('td', {}, h('b', {}, name)),
    h('td.wide', {}, holds),
    h('td.age', {}, time(takenAt)),
    h(
      'td',
      {},
      mayChange &&
        h(
          'span.row',
          {},
          h('button.small', { type: 'button', onclick: () => void restore() }, 'Bring back'),
          h('button.small', { type: 'button', onclick: () => void remove() }, 'Remove'),
        ),
    ),
  )
}
