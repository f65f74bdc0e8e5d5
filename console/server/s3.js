/** S3's own operations, each asked in the name of the bucket's owner. */
import { childrenOf, parseXml, textAt } from '../parts/xml.js'
import { findBucket } from './emulator.js'
import { identified, percent, presigned } from './identity.js'
import { addressOf, request, ServerError } from './request.js'

/** @typedef {{ readonly kind: 'folder' | 'object' | 'version' | 'deleteMarker', readonly key: string, readonly size: number, readonly modified: string, readonly storageClass: string, readonly versionId: string | undefined, readonly latest: boolean }} Entry */
/** @typedef {{ readonly entries: readonly Entry[], readonly next: Readonly<Record<string, string>> | undefined }} Page */
/** @typedef {{ readonly bucket: string, readonly key: string, readonly versionId?: string | undefined }} Address */

/**
 * A page of what lies below a prefix, "folders" among it.
 * @param {string} bucket @param {Readonly<Record<string, string>>} query with the `next` of the page before @param {AbortSignal} signal
 * @returns {Promise<Page>}
 */
export async function listObjects(bucket, query, signal) {
  const root = await readXml(bucket, '', { 'list-type': '2', 'encoding-type': 'url', ...query }, signal)
  const token = textAt(root, 'NextContinuationToken')
  return {
    entries: inOrder([...foldersOf(root), ...childrenOf(root, 'Contents').map((each) => entryOf('object', each))]),
    next: token === undefined ? undefined : { 'continuation-token': token },
  }
}

/** The same with all versions and delete markers. @param {string} bucket @param {Readonly<Record<string, string>>} query @param {AbortSignal} signal @returns {Promise<Page>} */
export async function listVersions(bucket, query, signal) {
  const root = await readXml(bucket, '', { versions: '', 'encoding-type': 'url', ...query }, signal)
  const versions = childrenOf(root).flatMap((each) => {
    const kind = VERSION_KINDS[each.localName]
    return kind === undefined ? [] : [entryOf(kind, each)]
  })
  const marker = textAt(root, 'NextKeyMarker')
  const versionMarker = textAt(root, 'NextVersionIdMarker')
  return {
    entries: inOrder([...foldersOf(root), ...versions]),
    next:
      marker === undefined
        ? undefined
        : {
            'key-marker': decoded(marker),
            ...(versionMarker === undefined ? {} : { 'version-id-marker': versionMarker }),
          },
  }
}

/** All that HeadObject tells. @param {Address} address @param {AbortSignal} signal */
export async function headObject(address, signal) {
  const headers = { 'x-amz-checksum-mode': 'ENABLED' }
  return (await ask(address.bucket, address.key, versionOf(address), { method: 'HEAD', headers, signal })).headers
}

/** @param {Address} address @param {AbortSignal} signal */
export async function objectTags(address, signal) {
  const root = await readXml(address.bucket, address.key, { tagging: '', ...versionOf(address) }, signal)
  return [...root.querySelectorAll('Tag')].map((tag) => ({
    key: textAt(tag, 'Key') ?? '',
    value: textAt(tag, 'Value') ?? '',
  }))
}

/** The first bytes of an object. @param {Address} address @param {number} most @param {AbortSignal} signal */
export async function readStart(address, most, signal) {
  const range = { range: `bytes=0-${most - 1}` }
  const response = await ask(address.bucket, address.key, versionOf(address), { headers: range, signal }).catch(
    (/** @type {unknown} */ error) => {
      // An empty object has no first byte.
      if (error instanceof ServerError && error.status === 416) return undefined
      throw error
    },
  )
  return new Uint8Array((await response?.arrayBuffer()) ?? [])
}

/** @param {Address} address @param {AbortSignal} signal @returns {Promise<string>} */
export async function readText(address, signal) {
  return (await ask(address.bucket, address.key, versionOf(address), { signal })).text()
}

/** Where the browser itself gets the object from. @param {Address} address @param {AbortSignal} signal */
export async function objectUrl({ bucket, key, ...address }, signal) {
  const owner = await findBucket(bucket, signal)
  return addressOf(
    pathOf(bucket, key),
    await presigned(owner, { path: `/${bucket}/${key}`, query: versionOf(address) }),
  )
}

/** @param {Pick<Address, 'versionId'>} address @returns {Record<string, string>} */
function versionOf({ versionId }) {
  return versionId === undefined ? {} : { versionId }
}

/** @param {string} bucket @param {string} key @param {Readonly<Record<string, string>>} query @param {AbortSignal} signal */
async function readXml(bucket, key, query, signal) {
  return parseXml(await (await ask(bucket, key, query, { signal })).text())
}

/** @param {string} bucket @param {string} key @param {Readonly<Record<string, string>>} query @param {import('./request.js').Asked} asked */
async function ask(bucket, key, query, { headers = {}, ...asked }) {
  if (/^\.{1,2}$/.test(key)) throw new ServerError(0, 'InvalidURI', `No browser can ask for an object called "${key}".`)
  const owner = await findBucket(bucket, asked.signal)
  const asking = { method: asked.method ?? 'GET', path: `/${bucket}/${key}`, query, headers }
  return request(addressOf(pathOf(bucket, key), query), { ...asked, headers: await identified(owner, asking) })
}

/** The key is one segment, slashes and all: of segments such as `..` a browser makes something else. @param {string} bucket @param {string} key */
function pathOf(bucket, key) {
  return `/${percent(bucket)}/${percent(key)}`
}

/** @type {Readonly<Record<string, Entry['kind']>>} */
const VERSION_KINDS = { Version: 'version', DeleteMarker: 'deleteMarker' }

/** @param {Entry['kind']} kind @param {Element} element @returns {Entry} */
function entryOf(kind, element) {
  return {
    kind,
    key: decoded(textAt(element, 'Key') ?? ''),
    size: Number(textAt(element, 'Size') ?? 0),
    modified: textAt(element, 'LastModified') ?? '',
    storageClass: textAt(element, 'StorageClass') ?? '',
    versionId: textAt(element, 'VersionId'),
    latest: textAt(element, 'IsLatest') !== 'false',
  }
}

/** @param {Element} root @returns {Entry[]} */
function foldersOf(root) {
  return childrenOf(root, 'CommonPrefixes').map((each) => ({
    kind: /** @type {const} */ ('folder'),
    key: decoded(textAt(each, 'Prefix') ?? ''),
    size: 0,
    modified: '',
    storageClass: '',
    versionId: undefined,
    latest: true,
  }))
}

/** By key, then newest first: a document has its versions, its delete markers and its prefixes each by themselves. @param {readonly Entry[]} entries */
function inOrder(entries) {
  return entries.toSorted((left, right) => {
    if (left.key !== right.key) return left.key < right.key ? -1 : 1
    if (left.latest !== right.latest) return left.latest ? -1 : 1
    return right.modified.localeCompare(left.modified)
  })
}

/** Of `encoding-type=url`: XML has no way to write some of the characters that keys may have. @param {string} text */
function decoded(text) {
  return decodeURIComponent(text.replaceAll('+', ' '))
}
