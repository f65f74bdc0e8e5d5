/** Short words about what was done, or why it was not; read out by screen readers. */
import { h } from './dom.js'

const SHOWN_MS = 6_000

/** @param {string} text @param {'good' | 'bad'} [kind] */
export function notice(text, kind = 'good') {
  const element = h(`div.notice.${kind}`, {}, text)
  document.getElementById('notices')?.append(element)
  setTimeout(() => element.remove(), SHOWN_MS)
}

/** Does it, and tells how it went. @param {() => Promise<unknown>} work @param {string} done @returns {Promise<boolean>} whether it was done */
export async function attempt(work, done) {
  try {
    await work()
    notice(done)
    return true
  } catch (error) {
    notice(error instanceof Error ? error.message : String(error), 'bad')
    return false
  }
}
