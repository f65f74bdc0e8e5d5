/** Looking again and again, as long as somebody looks at it. */
import { showTrouble, troubleIsOver } from './banner.js'

/**
 * @param {AbortSignal} signal ends it
 * @param {() => Promise<number>} look gives the milliseconds until the next time
 */
export async function live(signal, look) {
  while (!signal.aborted) {
    let rest = 2_000
    try {
      rest = await look()
      if (!signal.aborted) troubleIsOver()
    } catch (error) {
      if (signal.aborted) return
      showTrouble(error)
    }
    await pause(rest, signal)
    await whileHidden(signal)
  }
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
function whileHidden(signal) {
  if (!document.hidden) return Promise.resolve()
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true, signal })
    signal.addEventListener('abort', () => resolve())
  })
}
