/** Where somebody is in the console: what stands behind `#` in the address. */

/** @typedef {{ readonly path: readonly string[], readonly query: Readonly<Record<string, string>> }} Place */

/** @param {string} hash @returns {Place} */
export function placeOf(hash) {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  return { path: path.split('/').map(decoded), query: Object.fromEntries(new URLSearchParams(query)) }
}

/** A link's address. @param {readonly string[]} path @param {Readonly<Record<string, string | undefined>>} [query] */
export function linkTo(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(/** @type {[string, string][]} */ (given)).toString()
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`
}

/** @param {string} bucket @param {string} key @param {string} [versionId] */
export function linkToObject(bucket, key, versionId) {
  return linkTo(['object', bucket], { key, version: versionId })
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
