/** Requests to the server that this page came from, and what it answers when it refuses one. */
import { parseXml, textAt } from '../parts/xml.js'

/** What tells this page from other pages of the same origin. Empty where the browser does not say how it came to be opened. */
const token = document.querySelector('meta[name="console-token"]')?.getAttribute('content') ?? ''

const GUARDED = /^\/_emulator\/(?!health)/
let known = false

/** The server has taken the token before: if it does no more, it is another server. */
export function wasKnown() {
  return known
}

/** Without a token the page can only look on. */
export const mayChange = token !== ''

export class ServerError extends Error {
  /** @param {number} status @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(message)
    this.name = 'ServerError'
    this.status = status
    this.code = code
  }
}

/** The server does not answer. */
export class Unreachable extends Error {}

/**
 * @typedef {object} Asked
 * @property {string} [method]
 * @property {Readonly<Record<string, string>>} [headers]
 * @property {string} [body]
 * @property {AbortSignal | undefined} [signal]
 */

/** @param {string} path @param {Asked} [asked] @returns {Promise<Response>} @throws ServerError, Unreachable */
export async function request(path, { headers = {}, ...asked } = {}) {
  const response = await fetch(path, {
    ...asked,
    signal: asked.signal ?? null,
    headers: mayChange ? { ...headers, 'x-console-token': token } : headers,
    cache: 'no-store',
  }).catch((/** @type {unknown} */ error) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Unreachable('The emulator does not answer.')
  })
  if (!response.ok) throw await errorOf(response)
  if (mayChange && GUARDED.test(path)) known = true
  return response
}

/** @param {string} path that needs no more encoding @param {Readonly<Record<string, string>>} query */
export function addressOf(path, query) {
  const search = new URLSearchParams(query).toString().replaceAll('+', '%20')
  return search === '' ? path : `${path}?${search}`
}

/** @param {Response} response */
async function errorOf(response) {
  const text = await response.text()
  const { code = codeOf(response.status), message = response.statusText } = said(text)
  return new ServerError(response.status, code, message)
}

/** Answers to HEAD have no words. @param {number} status */
function codeOf(status) {
  return { 403: 'AccessDenied', 404: 'NotFound', 405: 'MethodNotAllowed' }[status] ?? `HTTP ${status}`
}

/** @param {string} text @returns {{ code?: string | undefined, message?: string | undefined }} */
function said(text) {
  try {
    if (text.startsWith('{')) {
      const { error, message } = JSON.parse(text)
      return typeof error === 'object' ? error : { message }
    }
    const root = parseXml(text)
    const error = root.localName === 'ErrorResponse' ? ['Error'] : []
    return { code: textAt(root, ...error, 'Code'), message: textAt(root, ...error, 'Message') }
  } catch {
    return {}
  }
}
