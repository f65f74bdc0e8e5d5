/** Shows the view of the place that the address names, and makes room for the next one. */
import { isOfAnotherServer, showTrouble } from './parts/banner.js'
import { h } from './parts/dom.js'
import { failure } from './parts/pieces.js'
import { placeOf } from './parts/place.js'
import { health } from './server/emulator.js'

/**
 * @typedef {object} Visit
 * @property {HTMLElement} main where the view shows itself
 * @property {import('./parts/place.js').Place} place
 * @property {AbortSignal} signal the view has been left
 * @property {(title: string) => void} titled
 */

/** Loaded when somebody goes there. @type {Readonly<Record<string, () => Promise<(visit: Visit) => unknown>>>} */
const VIEWS = {
  jobs: async () => (await import('./views/jobs.js')).jobs,
  job: async () => (await import('./views/job.js')).job,
  buckets: async () => (await import('./views/buckets.js')).buckets,
  bucket: async () => (await import('./views/bucket.js')).bucket,
  object: async () => (await import('./views/object.js')).object,
  events: async () => (await import('./views/events.js')).events,
  faults: async () => (await import('./views/faults.js')).faults,
  emulator: async () => (await import('./views/emulator.js')).emulator,
}

const main = /** @type {HTMLElement} */ (document.getElementById('main'))
let leave = new AbortController()

window.addEventListener('hashchange', () => {
  main.focus({ preventScroll: true })
  void show()
})
void show()
void tellVersion()

async function show() {
  leave.abort()
  leave = new AbortController()
  const { signal } = leave
  if (location.hash.length < 3) {
    location.replace('#/jobs')
    return
  }
  const place = placeOf(location.hash)
  const name = viewOf(place.path)
  markPlace(place.path[0] ?? '')
  /** Of its own, so that a view that is late fills nothing that is seen. */
  const element = h('div.view')
  try {
    const view = await VIEWS[name]?.()
    if (view === undefined) throw new Error('The console has nothing at this address.')
    if (signal.aborted) return
    main.replaceChildren(element)
    window.scrollTo(0, 0)
    await view({ main: element, place, signal, titled })
  } catch (error) {
    if (signal.aborted) return
    main.replaceChildren(h('div.view', {}, failure(error)))
    if (isOfAnotherServer(error)) showTrouble(error)
  }
}

/** @param {readonly string[]} path */
function viewOf([first = '', second = '']) {
  if (first === 'jobs') return second === '' ? 'jobs' : 'job'
  if (first === 'buckets') return second === '' ? 'buckets' : 'bucket'
  return first
}

/** @param {string} title */
function titled(title) {
  document.title = `${title} · s3control-local`
}

/** @param {string} first */
function markPlace(first) {
  const place = first === 'object' ? 'buckets' : first
  for (const link of document.querySelectorAll('nav[aria-label="Console"] a')) {
    if (link.getAttribute('href') === `#/${place}`) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

async function tellVersion() {
  const about = document.getElementById('about')
  const { version } = await health(new AbortController().signal).catch(() => ({ version: '' }))
  if (about !== null) about.textContent = [version, location.host].filter((text) => text !== '').join(' · ')
}
