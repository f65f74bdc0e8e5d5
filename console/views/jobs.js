/** All jobs of all accounts, newest first, as they change. */
import { fill, fillOnce, h, setText } from '../parts/dom.js'
import { count, plural, span, time } from '../parts/format.js'
import { isMoving, progressBar, shortOperation, statusBadge } from '../parts/job-pieces.js'
import { keyedRows } from '../parts/keyed-rows.js'
import { live } from '../parts/live.js'
import { attempt } from '../parts/notices.js'
import { empty, heading, loading, owner, table } from '../parts/pieces.js'
import { linkTo } from '../parts/place.js'
import { listJobs } from '../server/emulator.js'
import { updateStatus } from '../server/jobs.js'
import { mayChange } from '../server/request.js'

/** @typedef {import('../server/emulator.js').ShownJob} ShownJob */
/** @typedef {import('../server/emulator.js').JobsShown} JobsShown */

const PAGE = 50
const COLUMNS = ['Status', 'Job', 'Tasks', 'Priority', 'Account', 'Age']
/** How often to look: while something goes on, and while nothing does. */
const PACE = { busy: 700, idle: 2_000 }

/** @param {import('../main.js').Visit} visit */
export async function jobs({ main, place, signal, titled }) {
  titled('Jobs')
  const { status, before } = place.query
  const total = h('p.muted')
  const filter = h('div.chips', { role: 'group', 'aria-label': 'Jobs in which status' })
  const showFilter = keyedRows(filter, (/** @type {Chip} */ chip) => chip.text, chipLink)
  const list = h('div', {}, loading())
  const body = h('tbody')
  const show = keyedRows(body, (/** @type {ShownJob & { now: string }} */ job) => job.id, jobRow)
  const rows = table(COLUMNS, body, 'Jobs, newest first')
  const pages = h('nav.pages', { 'aria-label': 'Pages' })
  fill(main, heading('Jobs', total, finder()), filter, list)

  await live(signal, async () => {
    const shown = await listJobs({ status, before, limit: PAGE }, signal)
    if (signal.aborted) return 0
    const all = Object.values(shown.counts).reduce((sum, each) => sum + each, 0)
    setText(total, all === 0 ? '' : plural(all, 'job'))
    showFilter(chipsOf(shown.counts, status, all))
    if (shown.jobs.length > 0) fillOnce(list, 'rows', () => [rows, pages])
    else if (all > 0) fillOnce(list, 'none', () => [empty('No job is in this status now.')])
    else fillOnce(list, 'first', () => [firstSteps()])
    show(shown.jobs.map((job) => ({ ...job, now: shown.now })))
    fillPages(pages, place.query, shown)
    return Object.keys(shown.counts).some(isMoving) ? PACE.busy : PACE.idle
  })
}

/** @param {ShownJob} job */
function jobRow(job) {
  const badge = statusBadge()
  const progress = progressBar()
  const [priority, age, act] = [h('td.number'), h('td.age'), h('span.act')]
  const link = h('a.job-name', { href: linkTo(['jobs', job.id]) }, shortOperation(job.operation))
  const description =
    job.description === undefined ? undefined : h('span.clip.muted', { title: job.description }, job.description)
  const element = h(
    'tr',
    {},
    h('td', {}, h('span.row', {}, badge.element, act)),
    h('td.wide', {}, link, description ?? h('span.clip.muted.mono', {}, job.id)),
    h('td', {}, progress.element),
    priority,
    h('td', {}, owner(job.account, job.region)),
    age,
  )
  let status = ''
  return {
    element,
    /** @param {ShownJob & { now: string }} now */
    update(now) {
      badge.update(now.status)
      progress.update(now)
      setText(priority, count(now.priority))
      setText(age, span(Math.max(0, Date.parse(now.now) - Date.parse(now.createdAt))))
      age.title = time(now.createdAt)
      if (now.status === status) return
      status = now.status
      fill(act, mayChange && status === 'Suspended' ? runButton(now) : undefined)
    },
  }
}

/** @param {ShownJob} job */
function runButton(job) {
  const run = () => void attempt(() => updateStatus(job, 'Ready'), 'The job is confirmed and will run.')
  return h('button.small', { type: 'button', onclick: run, title: 'It waits to be confirmed' }, 'Run')
}

/** @typedef {{ readonly text: string, readonly status: string | undefined, readonly count: number, readonly chosen: boolean }} Chip */

/** @param {Readonly<Record<string, number>>} counts @param {string | undefined} chosen @param {number} all @returns {readonly Chip[]} */
function chipsOf(counts, chosen, all) {
  if (all === 0) return []
  // One that nobody is in any more stays while it is chosen.
  const statuses = new Set([...Object.keys(counts), ...(chosen === undefined ? [] : [chosen])])
  return [
    { text: 'All', status: undefined, count: all, chosen: chosen === undefined },
    ...Array.from(statuses, (status) => ({
      text: status,
      status,
      count: counts[status] ?? 0,
      chosen: chosen === status,
    })),
  ]
}

/** @param {Chip} chip */
function chipLink({ text, status, chosen }) {
  const number = h('b')
  const href = linkTo(['jobs'], { status })
  return {
    element: h('a.chip', { href, 'aria-current': chosen && 'true' }, text, number),
    /** @param {Chip} chip */
    update: (chip) => setText(number, count(chip.count)),
  }
}

/** @param {HTMLElement} pages @param {Readonly<Record<string, string>>} query @param {JobsShown} shown */
function fillPages(pages, { status, before }, { next }) {
  const said = `${next}`
  if (pages.dataset['said'] === said) return
  pages.dataset['said'] = said
  fill(
    pages,
    before !== undefined && h('a.button', { href: linkTo(['jobs'], { status }) }, 'Newest'),
    next !== undefined && h('a.button', { href: linkTo(['jobs'], { status, before: String(next) }) }, 'Older'),
  )
}

function finder() {
  const input = /** @type {HTMLInputElement} */ (
    h('input.mono', { type: 'search', placeholder: 'Job id', 'aria-label': 'Go to the job with this id', size: 30 })
  )
  const go = (/** @type {Event} */ event) => {
    event.preventDefault()
    const id = input.value.trim()
    if (id !== '') location.hash = linkTo(['jobs', id])
  }
  return h('form.finder', { role: 'search', onsubmit: go }, input)
}

function firstSteps() {
  const code = `aws s3control create-job --endpoint-url ${location.origin} --region snow --account-id 123456789012 …`
  return empty(
    'No jobs yet',
    h('p', {}, 'Let your program call CreateJob at this server, and watch the job here as it runs. With the AWS CLI:'),
    h('pre', {}, code),
    h(
      'p.muted',
      {},
      'A first one to try: ',
      h('code', {}, 'fixtures/requests/create-job.xml'),
      ' and the lines for curl in the README.',
    ),
  )
}
