/** The browser's own digests. It has them on pages of https, `localhost` and loopback addresses only. */

/** @param {string} text */
export async function sha256Hex(text) {
  return hex(await subtle().digest('SHA-256', new TextEncoder().encode(text)))
}

/** @param {Uint8Array<ArrayBuffer>} key @param {string} text */
export async function sha256Hmac(key, text) {
  const imported = await subtle().importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await subtle().sign('HMAC', imported, new TextEncoder().encode(text)))
}

/** @param {ArrayBuffer | Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function subtle() {
  if (globalThis.crypto?.subtle === undefined) {
    throw new Error('This browser signs nothing on this page: open it by http://127.0.0.1, http://localhost or https.')
  }
  return crypto.subtle
}
