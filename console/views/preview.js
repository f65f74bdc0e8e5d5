/** How an object begins, as text. Never as the page it may be: it would be of this page's origin. */
import { h } from '../parts/dom.js'
import { size } from '../parts/format.js'
import { card, failure } from '../parts/pieces.js'
import { objectUrl, readStart } from '../server/s3.js'

/** @typedef {import('../server/s3.js').Address} Address */

const BYTES = 64 * 1024
const PICTURES = /^image\/(?:png|jpeg|gif|webp|avif|svg\+xml)$/
const MOST_OF_PICTURE = 5 * 1024 * 1024

/** @param {Address} address @param {Headers} headers @param {AbortSignal} signal */
export async function previewCard(address, headers, signal) {
  const total = Number(headers.get('content-length'))
  const type = (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? ''
  if (total === 0) return undefined
  try {
    const bytes = await readStart(address, BYTES, signal)
    if (PICTURES.test(type) && total <= MOST_OF_PICTURE && isPicture(bytes, type)) {
      return card(
        'Preview',
        h('img.picture', { src: await objectUrl(address, signal), alt: `The picture ${address.key}` }),
      )
    }
    const text = asText(bytes)
    if (text === undefined) return card('Preview', h('p.muted', {}, `These ${size(total)} are no text.`))
    const rest =
      total > bytes.length ? h('p.muted', {}, `The first ${size(bytes.length)} of ${size(total)}.`) : undefined
    return card('Preview', h('pre.document', { tabindex: '0' }, text), rest)
  } catch (error) {
    return card('Preview', failure(error))
  }
}

/** @param {Uint8Array} bytes @param {string} type */
function isPicture(bytes, type) {
  return type === 'image/svg+xml' || asText(bytes) === undefined
}

/** Undefined when the bytes are no UTF-8, or have what texts do not. @param {Uint8Array} bytes */
function asText(bytes) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
