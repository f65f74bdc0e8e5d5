/** The faults there are. Requests are held against them only while one of them may still meet something. */
import { type FaultOptions, type FaultRule, type FaultSubject, isMeant } from './fault.ts'
import { parseFault } from './parse-fault.ts'

/** A fault that was asked for, and how far it has got. */
export interface Fault extends FaultOptions {
  readonly id: string
  /** Requests that were let pass, of those it waits for. */
  readonly passed: number
  /** Requests it has met. */
  readonly met: number
}

export interface Faults {
  /** @throws Error that says what is wrong with the fault */
  add(options: FaultOptions): Fault
  /** In the order they were added; those that have met all they were for stay until they are removed. */
  list(): readonly Fault[]
  /** @returns whether there was such a fault */
  remove(id: string): boolean
  clear(): void
}

/** The faults as the server sees them. */
export interface FaultBook extends Faults {
  /** No request can be met: it need not be looked at. */
  readonly idle: boolean
  /** The first fault that meets the request, which counts as met by it. */
  claim(subject: FaultSubject): FaultRule | undefined
}

/** Those that are over are remembered for tests to look at, but not without end. */
const MOST_REMEMBERED = 1_000

export function createFaults(): FaultBook {
  let faults: Entry[] = []
  let live: readonly Entry[] = []
  let added = 0
  const sort = (): void => {
    live = faults.filter((entry) => !isOver(entry))
  }
  return {
    get idle() {
      return live.length === 0
    },
    add(options) {
      const rule = parseFault(options)
      const entry: Entry = { rule, options: { ...options }, id: String(++added), passed: 0, met: 0 }
      const surplus = faults.length < MOST_REMEMBERED ? undefined : faults.find(isOver)
      faults = [...faults.filter((each) => each !== surplus), entry]
      sort()
      return toFault(entry)
    },
    list: () => faults.map(toFault),
    remove(id) {
      const before = faults.length
      faults = faults.filter((entry) => entry.id !== id)
      sort()
      return faults.length < before
    },
    clear() {
      faults = []
      sort()
    },
    claim(subject) {
      const meant = live.filter(({ rule }) => isMeant(rule, subject))
      for (const entry of meant) {
        if (entry.passed < entry.rule.after) {
          entry.passed += 1
          continue
        }
        entry.met += 1
        if (isOver(entry)) sort()
        return entry.rule
      }
      return undefined
    },
  }
}

interface Entry {
  readonly rule: FaultRule
  readonly options: FaultOptions
  readonly id: string
  passed: number
  met: number
}

function isOver({ rule, met }: Entry): boolean {
  return rule.times > 0 && met >= rule.times
}

function toFault({ options, id, passed, met }: Entry): Fault {
  return { id, ...options, passed, met }
}
