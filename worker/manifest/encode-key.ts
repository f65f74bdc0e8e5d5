/** A key as manifests and inventory reports write it: percent-encoded UTF-8, `/` as it is (reference 5.2, 5.3). */
export function encodeKey(key: string): string {
  return PLAIN.test(key)
    ? key
    : encodeURIComponent(key)
        .replaceAll('%2F', '/')
        .replace(/[!'()*]/g, percent)
}

/** Most keys need no encoding, and to look is much cheaper than to encode. */
const PLAIN = /^[A-Za-z0-9\-._~/]*$/

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
