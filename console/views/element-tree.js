/** An element of AWS's documents as names and values, one in another. */
import { h } from '../parts/dom.js'
import { arnLink } from '../parts/pieces.js'
import { childrenOf } from '../parts/xml.js'

/** @param {Element} element @returns {HTMLElement} */
export function elementTree(element) {
  const children = childrenOf(element)
  if (children.length === 0) return valueOf(element.textContent ?? '')
  if (children.every(({ localName }) => localName === 'member')) {
    return h(
      'ul.members',
      {},
      children.map((child) => h('li', {}, elementTree(child))),
    )
  }
  return h(
    'dl.facts.tree',
    {},
    children.map((child) => h('div', {}, h('dt', {}, child.localName), h('dd', {}, elementTree(child)))),
  )
}

/** @param {string} text */
function valueOf(text) {
  return /^arn:[^:]*:s3:::/.test(text) ? h('span', {}, arnLink(text)) : h('span.value', {}, text)
}
