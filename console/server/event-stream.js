/** `GET /_emulator/events`, read as it comes. EventSource would not do: it cannot send the page's token. */
import { request } from './request.js'

/** @typedef {{ readonly id: number, readonly target: string, readonly payload: Readonly<Record<string, any>> }} StreamedEvent */

/**
 * Resolves when the server ends the stream.
 * @param {number} after the last event that is known
 * @param {AbortSignal} signal
 * @param {(events: readonly StreamedEvent[]) => void} take oldest first
 */
export async function followEvents(after, signal, take) {
  const response = await request(`/_emulator/events?after=${after}`, { signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value = '' } = (await reader?.read()) ?? { done: true }
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) take(lines.map((line) => JSON.parse(line)))
  }
}
