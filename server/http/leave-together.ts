import type { ServerResponse } from 'node:http'

/** How many wait for each other at the most. */
const MOST = 16

interface Leaving {
  readonly response: ServerResponse
  readonly body: string | undefined
}

let leaving: Leaving[] = []

/**
 * Ends a small answer, together with the others of the same turn of the event loop. To write to a socket wakes whoever
 * waits for it, which costs more than the writing; who has just been woken for one answer need not be woken for the next.
 * @param body bytes as Latin-1 text
 */
export function leaveTogether(response: ServerResponse, body: string | undefined): void {
  const count = leaving.push({ response, body })
  if (count === 1) setImmediate(leave)
  else if (count === MOST) leave()
}

function leave(): void {
  const all = leaving
  leaving = []
  for (const { response, body } of all) {
    if (response.destroyed) continue
    if (body === undefined) response.end()
    else response.end(body, 'latin1')
  }
}
