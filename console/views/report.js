/** The completion report of a job: its files, and the first rows of each. */
import { h } from '../parts/dom.js'
import { plural } from '../parts/format.js'
import { card, failure, table } from '../parts/pieces.js'
import { linkToObject } from '../parts/place.js'
import { childAt, textAt } from '../parts/xml.js'
import { ServerError } from '../server/request.js'
import { readStart, readText } from '../server/s3.js'
import { readRows } from './csv.js'

/** @typedef {import('../server/emulator.js').ShownJob} ShownJob */
/** @typedef {{ readonly TaskExecutionStatus: string, readonly Bucket: string, readonly Key: string }} ResultFile */

const ROWS = 10
const BYTES = 16_384
/** As they stand in the rows; the report's own schema has the two codes the other way round. */
const COLUMNS = ['Bucket', 'Key', 'Version', 'Task', 'HTTP', 'Code', 'Message']

/** @param {ShownJob} job @param {Element} answer @param {AbortSignal} signal @returns {Promise<HTMLElement | undefined>} */
export async function reportCard(job, answer, signal) {
  const report = childAt(answer, 'Report')
  const bucket = textAt(report, 'Bucket')?.replace(/^arn:[^:]*:s3:::/, '')
  if (textAt(report, 'Enabled') !== 'true' || bucket === undefined) return undefined
  const prefix = textAt(report, 'Prefix') ?? ''
  const key = `${prefix === '' ? '' : `${prefix}/`}job-${job.id}/manifest.json`
  try {
    const index = JSON.parse(await readText({ bucket, key }, signal))
    // What failed is looked for first.
    const files = /** @type {readonly ResultFile[]} */ (index.Results).toSorted(
      (left, right) => Number(right.TaskExecutionStatus === 'failed') - Number(left.TaskExecutionStatus === 'failed'),
    )
    const shown = await Promise.all(files.map((file) => resultFile(file, signal)))
    const link = h('a.mono', { href: linkToObject(bucket, key) }, key)
    return card(
      'Completion report',
      h('p', {}, link),
      files.length === 0 ? h('p.muted', {}, 'It has no rows.') : undefined,
      ...shown,
    )
  } catch (error) {
    if (error instanceof ServerError && error.status === 404)
      return card('Completion report', h('p.muted', {}, 'There is none.'))
    return card('Completion report', failure(error))
  }
}

/** @param {ResultFile} file @param {AbortSignal} signal */
async function resultFile({ TaskExecutionStatus: status, Bucket: bucket, Key: key }, signal) {
  const bytes = await readStart({ bucket, key }, BYTES, signal)
  const { rows, more } = readRows(new TextDecoder().decode(bytes), { most: ROWS, whole: bytes.length < BYTES })
  const body = h(
    'tbody',
    {},
    rows.map((row) =>
      h(
        'tr',
        {},
        COLUMNS.map((_column, index) => h('td', {}, cell(row[index] ?? ''))),
      ),
    ),
  )
  return h(
    'div.result',
    {},
    h(
      'h3',
      {},
      h('span.badge', { 'data-tone': status === 'failed' ? 'bad' : 'good' }, status),
      ' ',
      h('a.mono', { href: linkToObject(bucket, key) }, key.split('/').at(-1)),
    ),
    table(COLUMNS, body, `Rows of tasks that ${status}`),
    more &&
      h(
        'p.muted',
        {},
        `The first ${plural(rows.length, 'row')}; `,
        h('a', { href: linkToObject(bucket, key) }, 'the file has all of them'),
        '.',
      ),
  )
}

/** @param {string} text */
function cell(text) {
  return h('span.cell', { title: text }, text)
}
