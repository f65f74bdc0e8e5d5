/** Pieces that several views are made of. */
import { Unreachable } from '../server/request.js'
import { h } from './dom.js'
import { linkTo } from './place.js'
import { signInFor } from './sign-in.js'

/** @param {string} title @param {...import('./dom.js').Child} beside */
export function heading(title, ...beside) {
  return h('header.heading', {}, h('h1', { tabindex: '-1' }, title), ...beside)
}

/** @param {readonly { readonly text: string, readonly href?: string }[]} steps */
export function trail(steps) {
  return h(
    'nav.trail',
    { 'aria-label': 'Where this is' },
    h(
      'ol',
      {},
      steps.map(({ text, href }) =>
        h('li', {}, href === undefined ? h('span', { 'aria-current': 'page' }, text) : h('a', { href }, text)),
      ),
    ),
  )
}

/** @param {string} title @param {...(import('./dom.js').Child | readonly import('./dom.js').Child[])} contents */
export function card(title, ...contents) {
  return h('section.card', { 'aria-label': title }, h('h2', {}, title), ...contents)
}

/** Names and values; those without a value are left out. @param {readonly (readonly [string, import('./dom.js').Child])[]} pairs */
export function facts(pairs) {
  const given = pairs.filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '')
  return h(
    'dl.facts',
    {},
    given.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  )
}

/** @param {string} title @param {...import('./dom.js').Child} contents */
export function empty(title, ...contents) {
  return h('div.empty', {}, h('p.empty-title', {}, title), ...contents)
}

/** @param {unknown} error */
export function failure(error) {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  const signIn = signInFor(code, message)
  if (signIn !== undefined) return signIn
  const title = error instanceof Unreachable ? 'No answer' : (code ?? 'Something went wrong')
  return h('div.empty.bad', { role: 'alert' }, h('p.empty-title', {}, title), h('p', {}, message))
}

export function loading() {
  return h('p.loading', { role: 'status' }, 'Loading …')
}

/** @param {readonly string[]} names @param {HTMLElement} body @param {string} caption for those who do not see what is around it */
export function table(names, body, caption) {
  return h(
    'div.scroll',
    {},
    h(
      'table',
      {},
      h('caption.unseen', {}, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          names.map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      body,
    ),
  )
}

/** @param {string} account @param {string} region */
export function owner(account, region) {
  return h('span.owner', {}, h('span.mono', {}, account), h('span.muted', {}, region))
}

/** @param {readonly { readonly key: string, readonly value: string }[]} tags */
export function tagList(tags) {
  if (tags.length === 0) return h('p.muted', {}, 'None.')
  return h(
    'ul.tags',
    {},
    tags.map(({ key, value }) => h('li', {}, h('b', {}, key), ' ', value)),
  )
}

/** The key of an object in an ARN, as a link. @param {string | undefined} arn */
export function arnLink(arn) {
  const [, bucket, key] = /^arn:[^:]*:s3:::([^/]+)(?:\/(.*))?$/s.exec(arn ?? '') ?? []
  if (bucket === undefined) return arn
  const href = key === undefined ? linkTo(['buckets', bucket]) : linkTo(['object', bucket], { key })
  return h('a.mono', { href }, key === undefined ? bucket : `${bucket}/${key}`)
}
