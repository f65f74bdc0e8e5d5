/** What lies in a bucket below a prefix, a page at a time. */
import { fill, h } from '../parts/dom.js'
import { plural, size, time } from '../parts/format.js'
import { empty, failure, heading, loading, owner, table, trail } from '../parts/pieces.js'
import { linkTo, linkToObject } from '../parts/place.js'
import { findBucket } from '../server/emulator.js'
import { listObjects, listVersions } from '../server/s3.js'

/** @typedef {import('../server/s3.js').Entry} Entry */

const PAGES = ['100', '1000']
/** Of the address: what is no marker of a page. */
const OWN = new Set(['prefix', 'versions', 'size', 'page', 'flat'])

/** @param {import('../main.js').Visit} visit */
export async function bucket({ main, place, signal, titled }) {
  const name = place.path[1] ?? ''
  const { prefix = '', versions, size: limit = PAGES[0] ?? '' } = place.query
  titled(name)
  const list = h('div', {}, loading())
  const about = h('span.row')
  fill(main, steps(name, prefix), heading(lastOf(name, prefix), about), tools(name, place.query), list)
  const [bucket, page] = await Promise.all([
    findBucket(name, signal),
    (versions === undefined ? listObjects : listVersions)(name, query(place.query, limit), signal),
  ]).catch((/** @type {unknown} */ error) => [undefined, error])
  if (signal.aborted) return
  if (bucket === undefined) return fill(list, failure(page))
  const { entries, next } = /** @type {import('../server/s3.js').Page} */ (page)
  const shown = /** @type {import('../server/emulator.js').ShownBucket} */ (bucket)
  fill(
    about,
    owner(shown.account, shown.region),
    shown.versioning !== 'Off' && h('span.badge', { 'data-tone': 'good' }, `Versioning ${shown.versioning}`),
  )
  const columns =
    versions === undefined
      ? ['Name', 'Size', 'Last modified', 'Storage class']
      : ['Name', 'Size', 'Last modified', 'Storage class', 'Version']
  const body = h(
    'tbody',
    {},
    entries.map((entry) => entryRow(name, prefix, entry, place.query)),
  )
  const nothing = prefix === '' ? 'This bucket is empty.' : 'Nothing begins with this prefix.'
  fill(
    list,
    entries.length === 0 ? empty(nothing) : table(columns, body, `What lies in ${name}`),
    pages(name, place.query, entries.length, next),
  )
}

/** @param {Readonly<Record<string, string>>} asked @param {string} limit */
function query(asked, limit) {
  const marker = Object.fromEntries(Object.entries(asked).filter(([name]) => !OWN.has(name)))
  const { prefix = '', flat } = asked
  return {
    ...marker,
    ...(prefix === '' ? {} : { prefix }),
    ...(flat === undefined ? { delimiter: '/' } : {}),
    'max-keys': limit,
  }
}

/** @param {string} name @param {string} prefix */
function lastOf(name, prefix) {
  return prefix.split('/').findLast((part) => part !== '') ?? name
}

/** @param {string} name @param {string} prefix */
function steps(name, prefix) {
  const folders = prefix.split('/').slice(0, -1)
  return trail([
    { text: 'Buckets', href: linkTo(['buckets']) },
    { text: name, href: linkTo(['buckets', name]) },
    ...folders.map((text, index) => ({
      text: text === '' ? '(no name)' : text,
      href: linkTo(['buckets', name], { prefix: `${folders.slice(0, index + 1).join('/')}/` }),
    })),
  ])
}

/** @param {string} name @param {Readonly<Record<string, string>>} asked */
function tools(name, asked) {
  const { prefix, versions, size: limit, flat } = asked
  const input = /** @type {HTMLInputElement} */ (
    h('input.mono', {
      type: 'search',
      value: prefix ?? '',
      placeholder: 'Key begins with',
      'aria-label': 'Keys that begin with',
      size: 36,
    })
  )
  const go = (/** @type {Event} */ event) => {
    event.preventDefault()
    location.hash = linkTo(['buckets', name], { prefix: input.value, versions, size: limit, flat })
  }
  /** @param {string} text @param {boolean} on @param {Readonly<Record<string, string | undefined>>} change */
  const option = (text, on, change) =>
    h(
      'a.chip',
      {
        href: linkTo(['buckets', name], { prefix, versions, size: limit, flat, ...change }),
        'aria-current': on && 'true',
      },
      text,
    )
  return h(
    'div.tools',
    {},
    h('form', { role: 'search', onsubmit: go }, input),
    h(
      'div.chips',
      { role: 'group', 'aria-label': 'What is shown' },
      option('Folders', flat === undefined, { flat: flat === undefined ? '1' : undefined }),
      option('Versions', versions !== undefined, { versions: versions === undefined ? '1' : undefined }),
      PAGES.map((each) =>
        option(`${each} a page`, (limit ?? PAGES[0]) === each, { size: each === PAGES[0] ? undefined : each }),
      ),
    ),
  )
}

/** @param {string} bucket @param {string} prefix @param {Entry} entry @param {Readonly<Record<string, string>>} asked */
function entryRow(bucket, prefix, entry, { versions, size: limit }) {
  const shown = entry.key.slice(prefix.length) || entry.key
  if (entry.kind === 'folder') {
    const href = linkTo(['buckets', bucket], { prefix: entry.key, versions, size: limit })
    return h('tr', {}, h('td.wide', { colspan: versions === undefined ? 4 : 5 }, h('a.folder.key', { href }, shown)))
  }
  const marker = entry.kind === 'deleteMarker'
  const name = h(
    marker ? 'span.key.muted' : 'a.key',
    marker ? {} : { href: linkToObject(bucket, entry.key, entry.kind === 'version' ? entry.versionId : undefined) },
    shown,
  )
  return h(
    'tr',
    {},
    h(
      'td.wide',
      {},
      name,
      marker && h('span.badge', {}, 'Delete marker'),
      !entry.latest && h('span.badge', {}, 'Older'),
    ),
    h('td.number', {}, marker ? '' : size(entry.size)),
    h('td.age', {}, time(entry.modified)),
    h('td', {}, entry.storageClass),
    versions !== undefined && h('td', {}, h('span.mono.clip.version', { title: entry.versionId }, entry.versionId)),
  )
}

/** @param {string} name @param {Readonly<Record<string, string>>} asked @param {number} entries @param {Readonly<Record<string, string>> | undefined} next */
function pages(name, asked, entries, next) {
  const own = Object.fromEntries(Object.entries(asked).filter(([key]) => OWN.has(key)))
  const page = Number(asked['page'] ?? 1)
  return h(
    'nav.pages',
    { 'aria-label': 'Pages' },
    (page > 1 || next !== undefined) && h('span.muted', {}, `Page ${page}, ${plural(entries, 'entry', 'entries')}`),
    page > 1 && h('a.button', { href: linkTo(['buckets', name], { ...own, page: undefined }) }, 'First'),
    next !== undefined &&
      h('a.button', { href: linkTo(['buckets', name], { ...own, ...next, page: String(page + 1) }) }, 'Next'),
  )
}
