/**
 * In whose name the console asks AWS's own operations. A server that verifies no signatures takes account and Region from
 * the key, so it is always the owner's: the console sees what he would see. Else it signs with the keys that somebody has
 * given it, which are kept here and nowhere else: storage would be that of every page of the origin.
 */

import { hex, sha256Hex, sha256Hmac } from './digests.js'
import { readClock } from './emulator.js'

/** @typedef {{ readonly account: string, readonly region: string }} Owner */
/**
 * @typedef {object} Asking
 * @property {string} method
 * @property {string} path decoded
 * @property {Readonly<Record<string, string>>} query
 * @property {Readonly<Record<string, string>>} headers
 */
/** @typedef {{ readonly id: string, readonly secret: string }} Keys */

const ALGORITHM = 'AWS4-HMAC-SHA256'
const UNSIGNED = 'UNSIGNED-PAYLOAD'
const PRESIGNED_SECONDS = 3_600
/** What a server that verifies nothing reads of a signature is its key and its Region. */
const UNVERIFIED = '20260101'

/** @type {Keys | undefined} */
let keys

/** @param {Keys | undefined} given */
export function signWith(given) {
  keys = given
}

export function signsAs() {
  return keys?.id
}

/** The headers to send. @param {Owner} owner @param {Asking} asking @returns {Promise<Record<string, string>>} */
export async function identified({ account, region }, { headers, ...asking }) {
  if (keys === undefined) {
    const credential = `${account}/${UNVERIFIED}/${region}/s3/aws4_request`
    const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=host, Signature=console`
    return { ...headers, authorization, 'x-amz-date': `${UNVERIFIED}T000000Z` }
  }
  const date = await amzDate()
  const scope = scopeOf(date, region)
  const sent = { ...headers, 'x-amz-date': date, 'x-amz-content-sha256': UNSIGNED }
  const covered = { host: location.host, ...onlyAmazons(sent) }
  const { names, signature } = await signatureOf({ ...asking, headers: covered }, keys, date, scope)
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${keys.id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

/** What to put into an address that the browser itself goes to. @param {Owner} owner @param {Omit<Asking, 'headers' | 'method'>} asking @returns {Promise<Record<string, string>>} */
export async function presigned({ region }, { path, query }) {
  if (keys === undefined) return query
  const date = await amzDate()
  const scope = scopeOf(date, region)
  const all = {
    ...query,
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${keys.id}/${scope}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(PRESIGNED_SECONDS),
    'X-Amz-SignedHeaders': 'host',
  }
  const { signature } = await signatureOf(
    { method: 'GET', path, query: all, headers: { host: location.host } },
    keys,
    date,
    scope,
  )
  return { ...all, 'X-Amz-Signature': signature }
}

/** @param {Asking} asking @param {Keys} keys @param {string} date @param {string} scope */
async function signatureOf({ method, path, query, headers }, { secret }, date, scope) {
  const sorted = Object.entries(headers).toSorted(([left], [right]) => (left < right ? -1 : 1))
  const names = sorted.map(([name]) => name).join(';')
  const lines = sorted.map(([name, value]) => `${name}:${value.trim()}\n`).join('')
  const canonical = [
    method,
    path.split('/').map(percent).join('/'),
    canonicalQuery(query),
    lines,
    names,
    UNSIGNED,
  ].join('\n')
  const text = [ALGORITHM, date, scope, await sha256Hex(canonical)].join('\n')
  let key = new TextEncoder().encode(`AWS4${secret}`)
  for (const part of scope.split('/')) key = await sha256Hmac(key, part)
  return { names, signature: hex(await sha256Hmac(key, text)) }
}

/** By the emulator's clock, which signatures go by. */
async function amzDate() {
  const { epochMs } = await readClock()
  return new Date(epochMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** @param {string} date @param {string} region */
function scopeOf(date, region) {
  return `${date.slice(0, 8)}/${region}/s3/aws4_request`
}

/** @param {Readonly<Record<string, string>>} headers */
function onlyAmazons(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-amz-')))
}

/** @param {Readonly<Record<string, string>>} query */
function canonicalQuery(query) {
  return Object.entries(query)
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .toSorted()
    .join('&')
}

/** As signatures want it; `encodeURIComponent` leaves some more signs alone. @param {string} text */
export function percent(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
