import { get } from 'node:http'
import { createInterface } from 'node:readline'

/** What the event stream tells of jobs. */
export interface JobOrder {
  /** Jobs that have ended, and how. */
  readonly ended: ReadonlyMap<string, string>
  /** Jobs that took a slot which one of higher priority then had to wait for: a sentence each. */
  readonly outOfOrder: (priorities: ReadonlyMap<string, number>, slots: number) => readonly string[]
  /** How many others ended between the first change of this one and its end. */
  readonly endedBeside: (id: string) => number
  readonly close: () => void
}

interface Told {
  readonly target: string
  readonly payload: {
    readonly Records?: readonly { readonly serviceEventDetails?: { readonly jobId: string; readonly status: string } }[]
  }
}

const ENDED = ['Complete', 'Failed', 'Cancelled']
const WAITING = ['Ready', 'Paused']
/** Statuses in which a job has a slot. */
const HOLDING = ['Active', 'Pausing']

/** Follows every change of a job's status, in the order in which they happened. */
export function followJobs(url: string): JobOrder {
  const changes: (readonly [string, string])[] = []
  const ended = new Map<string, string>()
  const sent = get(`${url}/_emulator/events?after=0`, (response) => {
    const lines = createInterface({ input: response })
    lines.on('error', () => undefined)
    lines.on('line', (line) => {
      const { target, payload } = JSON.parse(line) as Told
      if (target !== 'cloudtrail') return
      for (const { serviceEventDetails: told } of payload.Records ?? []) {
        if (told === undefined) continue
        changes.push([told.jobId, told.status])
        if (ENDED.includes(told.status)) ended.set(told.jobId, told.status)
      }
    })
    response.on('error', () => undefined)
  })
  sent.on('error', () => undefined)
  return {
    ended,
    outOfOrder: (priorities, slots) => outOfOrder(changes, priorities, slots),
    endedBeside(id) {
      const from = changes.findIndex(([each]) => each === id)
      const own = changes.slice(from).findIndex(([each, status]) => each === id && ENDED.includes(status))
      return changes.slice(from, from + own).filter(([, status]) => ENDED.includes(status)).length
    },
    close: () => sent.destroy(),
  }
}

function outOfOrder(
  changes: readonly (readonly [string, string])[],
  priorities: ReadonlyMap<string, number>,
  slots: number,
): readonly string[] {
  const statuses = new Map<string, string>()
  const those = (kind: readonly string[]): string[] =>
    [...statuses].filter(([, status]) => kind.includes(status)).map(([id]) => id)
  const wrong: string[] = []
  for (const [id, status] of changes) {
    statuses.set(id, status)
    const priority = priorities.get(id)
    if (status !== 'Active' || priority === undefined) continue
    const passedOver = those(WAITING).filter((other) => (priorities.get(other) ?? 0) > priority)
    // Where there is a slot for each of them they only begin in another order.
    if (those(HOLDING).length + passedOver.length <= slots) continue
    for (const other of passedOver) wrong.push(`${id} (${priority}) began before ${other} (${priorities.get(other)})`)
  }
  return wrong
}
