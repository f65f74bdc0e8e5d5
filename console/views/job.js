/** One job: how far it is, what may be asked of it, and all that DescribeJob says. */
import { fill, h, setText } from '../parts/dom.js'
import { count, percent, span, time } from '../parts/format.js'
import { hasEnded, progressBar, statusBadge } from '../parts/job-pieces.js'
import { live, pause } from '../parts/live.js'
import { arnLink, card, facts, failure, heading, loading, owner, tagList, trail } from '../parts/pieces.js'
import { linkTo } from '../parts/place.js'
import { childAt, childrenOf, indented, textAt } from '../parts/xml.js'
import { findJob, readClock } from '../server/emulator.js'
import { describeJob, jobTags } from '../server/jobs.js'
import { ServerError } from '../server/request.js'
import { elementTree } from './element-tree.js'
import { jobControls } from './job-controls.js'
import { reportCard } from './report.js'

/** @typedef {import('../server/emulator.js').ShownJob} ShownJob */

const NEVER_MS = 2 ** 31 - 1
const PACE = { busy: 500, idle: 3_000 }

/** @param {import('../main.js').Visit} visit */
export async function job({ main, place, signal, titled }) {
  const id = place.path[1] ?? ''
  titled(`Job ${id.slice(0, 8)}`)
  const way = trail([{ text: 'Jobs', href: linkTo(['jobs']) }, { text: id }])
  fill(main, way, loading())
  /** @type {ReturnType<typeof layOut> | undefined} */
  let shown
  await live(signal, async () => {
    const found = await findJob(id, signal).catch(missing)
    if (signal.aborted) return 0
    if (found instanceof ServerError) {
      fill(main, way, failure(found))
      return PACE.idle
    }
    if (shown === undefined) {
      shown = layOut(found, signal)
      fill(main, way, ...shown.elements)
    }
    try {
      await shown.update(found)
    } catch (error) {
      if (!(error instanceof ServerError) || !isRefusal(error) || signal.aborted) throw error
      fill(main, way, failure(error))
      // Until other keys are given, which shows the view anew.
      await pause(NEVER_MS, signal)
    }
    return hasEnded(found.status) ? PACE.idle : PACE.busy
  })
}

/** Of S3 Control, that wants other keys. @param {ServerError} error */
function isRefusal({ status, code }) {
  return status === 403 && code !== 'NotTheConsole'
}

/** @param {unknown} error */
function missing(error) {
  if (error instanceof ServerError && error.status === 404) return error
  throw error
}

/** @param {ShownJob} first @param {AbortSignal} signal */
function layOut(first, signal) {
  const badge = statusBadge()
  const progress = progressBar()
  const controls = jobControls(first)
  const numbers = h('div')
  const reasons = h('div')
  const details = h('div.columns')
  const report = h('div')
  const document = h('pre.document', { tabindex: '0' })
  let said = ''
  let ended = false
  const elements = [
    heading(first.operation, badge.element),
    first.description !== undefined && h('p.description', {}, first.description),
    controls.element,
    h('section.card.large', { 'aria-label': 'Tasks' }, progress.element, numbers),
    reasons,
    report,
    details,
    h('details.card', {}, h('summary', {}, 'DescribeJob, as it was answered'), document),
  ]
  return {
    elements,
    /** @param {ShownJob} job */
    async update(job) {
      const [answer, clock] = await Promise.all([describeJob(job, signal), readClock(signal)])
      if (signal.aborted) return
      badge.update(job.status)
      progress.update(job)
      controls.update(job)
      fill(numbers, timings(job, clock.epochMs))
      const text = indented(answer)
      if (text !== said) {
        said = text
        setText(document, text)
        fill(reasons, failureReasons(answer))
        fillDetails(details, job, answer)
        details.append(card('Tags', tagList(await jobTags(job, signal))))
      }
      if (ended || !hasEnded(job.status)) return
      ended = true
      fill(report, await reportCard(job, answer, signal))
    },
  }
}

/** @param {ShownJob} job @param {number} nowMs */
function timings({ tasks: { total, succeeded, failed }, activeMs, createdAt, endedAt }, nowMs) {
  const until = endedAt === undefined ? nowMs : Date.parse(endedAt)
  const rate = activeMs > 0 ? (succeeded + failed) / (activeMs / 1_000) : 0
  return facts([
    ['Succeeded', count(succeeded)],
    [
      'Failed',
      failed === 0 ? '0' : h('span.bad-text', {}, `${count(failed)} (${percent(failed, succeeded + failed)})`),
    ],
    ['Total', count(total)],
    ['Active for', span(activeMs)],
    ['Tasks a second', rate === 0 ? undefined : count(Math.round(rate))],
    ['Created', time(createdAt)],
    ['Ended', endedAt === undefined ? undefined : time(endedAt)],
    [endedAt === undefined ? 'Age' : 'Took', span(Math.max(0, until - Date.parse(createdAt)))],
  ])
}

/** @param {Element} answer */
function failureReasons(answer) {
  const reasons = childrenOf(childAt(answer, 'FailureReasons') ?? answer, 'member')
  if (reasons.length === 0) return undefined
  return h(
    'section.card.bad',
    { role: 'alert', 'aria-label': 'Why it failed' },
    h('h2', {}, 'Why it failed'),
    reasons.map((reason) =>
      h('p', {}, h('b', {}, textAt(reason, 'FailureCode')), ' ', textAt(reason, 'FailureReason')),
    ),
  )
}

/** @param {HTMLElement} details @param {ShownJob} job @param {Element} answer */
function fillDetails(details, job, answer) {
  const parameters = childAt(answer, 'Operation', job.operation)
  const manifest = childAt(answer, 'Manifest') ?? childAt(answer, 'GeneratedManifestDescriptor')
  const generator = childAt(answer, 'ManifestGenerator', 'S3JobManifestGenerator')
  fill(
    details,
    card(
      'Job',
      facts([
        ['Job id', h('span.mono', {}, job.id)],
        ['Owner', owner(job.account, job.region)],
        ['Priority', count(job.priority)],
        ['Role', h('span.mono', {}, textAt(answer, 'RoleArn'))],
        ['Confirmation', textAt(answer, 'ConfirmationRequired') === 'true' ? 'required' : 'not required'],
        ['Suspended', suspended(answer)],
        ['Reason of the last change', textAt(answer, 'StatusUpdateReason')],
      ]),
    ),
    card(
      `Operation`,
      parameters === undefined || parameters.children.length === 0
        ? h('p.muted', {}, 'Without parameters.')
        : elementTree(parameters),
    ),
    manifest !== undefined && card('Manifest', manifestFacts(manifest)),
    generator !== undefined && card('Manifest generator', elementTree(generator)),
    card('Report', elementTree(childAt(answer, 'Report') ?? answer)),
  )
}

/** @param {Element} answer */
function suspended(answer) {
  const date = textAt(answer, 'SuspendedDate')
  return date === undefined ? undefined : `${time(date)}: ${textAt(answer, 'SuspendedCause') ?? ''}`
}

/** @param {Element} manifest */
function manifestFacts(manifest) {
  const fields = childrenOf(childAt(manifest, 'Spec', 'Fields') ?? manifest, 'member').map(
    ({ textContent }) => textContent,
  )
  return facts([
    ['Object', arnLink(textAt(manifest, 'Location', 'ObjectArn'))],
    ['Version', textAt(manifest, 'Location', 'ObjectVersionId')],
    ['ETag', h('span.mono', {}, textAt(manifest, 'Location', 'ETag'))],
    ['Format', textAt(manifest, 'Spec', 'Format') ?? textAt(manifest, 'Format')],
    ['Columns', fields.join(', ')],
  ])
}
