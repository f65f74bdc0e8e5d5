/** AWS's documents, read by the browser's own parser. */

/** @type {{ createPolicy(name: string, rules: object): { createHTML(text: string): string } } | undefined} */
const trustedTypes = Reflect.get(globalThis, 'trustedTypes')
/** The one place that may hand a text to a parser; the page's policy holds that. */
const policy = trustedTypes?.createPolicy('xml', { createHTML: (/** @type {string} */ text) => text })

/** @param {string} text @returns {Element} */
export function parseXml(text) {
  const root = new DOMParser().parseFromString(policy?.createHTML(text) ?? text, 'application/xml').documentElement
  if (root.querySelector('parsererror') !== null) throw new Error('The server has sent a document that is no XML.')
  return root
}

/** The text at a path of element names; undefined where there is no such element. @param {Element | undefined} element @param {...string} path */
export function textAt(element, ...path) {
  return childAt(element, ...path)?.textContent ?? undefined
}

/** @param {Element | undefined} element @param {...string} path @returns {Element | undefined} */
export function childAt(element, ...path) {
  return path.reduce((at, name) => (at === undefined ? undefined : childrenOf(at, name)[0]), element)
}

/** @param {Element} element @param {string} [name] all children where there is none */
export function childrenOf(element, name) {
  return [...element.children].filter((child) => name === undefined || child.localName === name)
}

/** The document again, each element on its own line. @param {Element} element @param {string} [indent] @returns {string} */
export function indented(element, indent = '') {
  const { localName: name } = element
  const children = childrenOf(element)
  if (children.length === 0) return `${indent}<${name}>${escaped(element.textContent ?? '')}</${name}>`
  return [`${indent}<${name}>`, ...children.map((child) => indented(child, `${indent}  `)), `${indent}</${name}>`].join(
    '\n',
  )
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
