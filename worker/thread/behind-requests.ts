import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** Of niceness: beside threads that serve requests this one gets a tenth of a processor that both want. */
const NICENESS = 10
const MOST = 19

/**
 * Lets this thread give way to those that serve requests, where the system knows priorities of threads (Linux: the name of
 * the thread that asks stands in /proc/thread-self). Elsewhere they are all equal.
 */
export function goBehindRequests(): void {
  try {
    const [, thread] = /task\/(\d+)$/.exec(readlinkSync('/proc/thread-self')) ?? []
    if (thread !== undefined) setPriority(Number(thread), Math.min(getPriority(Number(thread)) + NICENESS, MOST))
  } catch {
    // A matter of latency, not of right and wrong.
  }
}
