/** The buckets of all accounts. */
import { fill, h } from '../parts/dom.js'
import { time } from '../parts/format.js'
import { empty, heading, owner, table } from '../parts/pieces.js'
import { linkTo } from '../parts/place.js'
import { listBuckets } from '../server/emulator.js'

const PAGE = 100
const COLUMNS = ['Bucket', 'Account', 'Versioning', 'Object Lock', 'Created']

/** @param {import('../main.js').Visit} visit */
export async function buckets({ main, place, signal, titled }) {
  titled('Buckets')
  const { prefix, after } = place.query
  const { buckets: found, next } = await listBuckets({ prefix, after, limit: PAGE }, signal)
  if (signal.aborted) return
  const body = h('tbody', {}, found.map(bucketRow))
  const none =
    prefix === undefined
      ? empty(
          'No buckets yet',
          h(
            'p',
            {},
            'Make one with any S3 client at ',
            h('code', {}, location.origin),
            ', or with ',
            h('code', {}, '--seed'),
            '.',
          ),
        )
      : empty(`No bucket begins with “${prefix}”.`)
  fill(
    main,
    heading('Buckets', finder(prefix ?? '')),
    found.length === 0 ? none : table(COLUMNS, body, 'Buckets by name'),
    h(
      'nav.pages',
      { 'aria-label': 'Pages' },
      after !== undefined && h('a.button', { href: linkTo(['buckets'], { prefix }) }, 'First'),
      next !== undefined && h('a.button', { href: linkTo(['buckets'], { prefix, after: next }) }, 'Next'),
    ),
  )
}

/** @param {import('../server/emulator.js').ShownBucket} bucket */
function bucketRow({ name, account, region, createdAt, versioning, objectLock }) {
  return h(
    'tr',
    {},
    h('td.wide', {}, h('a.job-name', { href: linkTo(['buckets', name]) }, name)),
    h('td', {}, owner(account, region)),
    h(
      'td',
      {},
      versioning === 'Off'
        ? h('span.muted', {}, 'Off')
        : h('span.badge', { 'data-tone': versioning === 'Enabled' ? 'good' : 'wait' }, versioning),
    ),
    h('td', {}, objectLock ? h('span.badge', { 'data-tone': 'run' }, 'Enabled') : h('span.muted', {}, 'Off')),
    h('td.age', {}, time(createdAt)),
  )
}

/** @param {string} prefix */
function finder(prefix) {
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      type: 'search',
      value: prefix,
      placeholder: 'Name begins with',
      'aria-label': 'Buckets whose name begins with',
    })
  )
  const go = (/** @type {Event} */ event) => {
    event.preventDefault()
    location.hash = linkTo(['buckets'], { prefix: input.value.trim() })
  }
  return h('form.finder', { role: 'search', onsubmit: go }, input)
}
