/** One object: what HeadObject says, its tags, its versions, and how it begins. */
import { fill, h } from '../parts/dom.js'
import { size, time } from '../parts/format.js'
import { card, facts, failure, heading, loading, table, tagList, trail } from '../parts/pieces.js'
import { linkTo, linkToObject } from '../parts/place.js'
import { headObject, listVersions, objectTags, objectUrl } from '../server/s3.js'
import { previewCard } from './preview.js'

/** @typedef {import('../server/s3.js').Address} Address */

/** @param {import('../main.js').Visit} visit */
export async function object({ main, place, signal, titled }) {
  const { key = '', version: versionId } = place.query
  const bucket = place.path[1] ?? ''
  const address = { bucket, key, versionId }
  const name = key.split('/').findLast((part) => part !== '') ?? key
  titled(name)
  const download = h('span')
  const body = h('div.view', {}, loading())
  fill(main, steps(bucket, key), heading(name, download), body)
  const versions = versionsCard(address, signal)
  try {
    const headers = await headObject(address, signal)
    const href = await objectUrl(address, signal)
    fill(download, h('a.button.primary', { href, download: name }, 'Download'))
    const [tags, preview] = await Promise.all([
      objectTags(address, signal).then(tagList, failure),
      previewCard(address, headers, signal),
    ])
    if (signal.aborted) return
    fill(
      body,
      h(
        'div.columns',
        {},
        card('Object', objectFacts(address, headers)),
        lockCard(headers),
        metadataCard(headers),
        card('Tags', tags),
      ),
      await versions,
      preview,
    )
  } catch (error) {
    if (!signal.aborted) fill(body, failure(error), await versions)
  }
}

/** @param {string} bucket @param {string} key */
function steps(bucket, key) {
  const parts = key.split('/')
  const folders = parts.slice(0, -1)
  return trail([
    { text: 'Buckets', href: linkTo(['buckets']) },
    { text: bucket, href: linkTo(['buckets', bucket]) },
    ...folders.map((text, index) => ({
      text: text === '' ? '(no name)' : text,
      href: linkTo(['buckets', bucket], { prefix: `${folders.slice(0, index + 1).join('/')}/` }),
    })),
    { text: parts.at(-1) ?? '' },
  ])
}

/** @param {Address} address @param {Headers} headers */
function objectFacts({ bucket, key }, headers) {
  const date = headers.get('last-modified')
  return facts([
    ['Key', h('span.mono', {}, key)],
    ['URI', h('span.mono', {}, `s3://${bucket}/${key}`)],
    ['Size', sizeOf(headers)],
    ['Type', headers.get('content-type')],
    ['Last modified', date === null ? undefined : time(date)],
    ['ETag', h('span.mono', {}, headers.get('etag'))],
    [
      'Version',
      headers.get('x-amz-version-id') === null ? undefined : h('span.mono', {}, headers.get('x-amz-version-id')),
    ],
    ['Storage class', headers.get('x-amz-storage-class') ?? 'STANDARD'],
    [
      'Encryption',
      [headers.get('x-amz-server-side-encryption'), headers.get('x-amz-server-side-encryption-aws-kms-key-id')]
        .filter((each) => each !== null)
        .join(' '),
    ],
    ...checksums(headers),
    ['Parts', headers.get('x-amz-mp-parts-count')],
    ['Replication', headers.get('x-amz-replication-status')],
    ['Expiration', headers.get('x-amz-expiration')],
  ])
}

/** @param {Headers} headers */
function checksums(headers) {
  return [...headers].flatMap(([name, value]) => {
    if (!name.startsWith('x-amz-checksum-')) return []
    const algorithm = name.slice('x-amz-checksum-'.length)
    const shown = algorithm === 'type' ? 'Checksum is of' : algorithm.toUpperCase()
    return [/** @type {const} */ ([shown, h('span.mono', {}, value)])]
  })
}

/** @param {Headers} headers */
function sizeOf(headers) {
  const bytes = Number(headers.get('content-length'))
  return bytes < 1024 ? size(bytes) : `${size(bytes)} (${bytes} bytes)`
}

/** @param {Headers} headers */
function lockCard(headers) {
  const until = headers.get('x-amz-object-lock-retain-until-date')
  const restore = headers.get('x-amz-restore')
  const pairs = facts([
    ['Retention', headers.get('x-amz-object-lock-mode')],
    ['Retained until', until === null ? undefined : time(until)],
    ['Legal hold', headers.get('x-amz-object-lock-legal-hold')],
    ['Restore', restore],
    ['Archive status', headers.get('x-amz-archive-status')],
  ])
  return pairs.childElementCount === 0 ? undefined : card('Lock and restore', pairs)
}

const SYSTEM = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-amz-website-redirect-location',
]

/** @param {Headers} headers */
function metadataCard(headers) {
  const own = [...headers].filter(([name]) => name.startsWith('x-amz-meta-'))
  const system = SYSTEM.map((name) => /** @type {const} */ ([name, headers.get(name)]))
  const pairs = facts([...system, ...own])
  return pairs.childElementCount === 0 ? undefined : card('Metadata', pairs)
}

const MOST_VERSIONS = 100

/** @param {Address} address @param {AbortSignal} signal */
async function versionsCard({ bucket, key, versionId }, signal) {
  const { entries } = await listVersions(bucket, { prefix: key, 'max-keys': String(MOST_VERSIONS) }, signal).catch(
    () => ({ entries: [] }),
  )
  const versions = entries.filter((entry) => entry.key === key)
  if (versions.length === 0 || (versions.length === 1 && versions[0]?.versionId === 'null')) return undefined
  const rows = versions.map((entry) => {
    const marker = entry.kind === 'deleteMarker'
    const shown = versionId === undefined ? entry.latest : entry.versionId === versionId
    const id = h('span.mono', {}, entry.versionId)
    return h(
      'tr',
      { 'aria-current': shown && 'true' },
      h('td', {}, marker || shown ? id : h('a', { href: linkToObject(bucket, key, entry.versionId) }, id)),
      h(
        'td',
        {},
        entry.latest && h('span.badge', { 'data-tone': 'good' }, 'Latest'),
        marker && h('span.badge', {}, 'Delete marker'),
      ),
      h('td.number', {}, marker ? '' : size(entry.size)),
      h('td.age', {}, time(entry.modified)),
    )
  })
  return card(
    'Versions',
    table(['Version', '', 'Size', 'Last modified'], h('tbody', {}, rows), 'Versions, newest first'),
  )
}
