import type { Call } from './call.ts'
import type { FunctionThread } from './function-thread.ts'

/** Calls one of which has ended the thread that all of them were in. */
export interface Suspects {
  /** Calls that wait. */
  readonly count: number
  add(calls: readonly Call[]): void
  /** Takes back those that wait. */
  clear(): readonly Call[]
}

/** Runs suspects one by one in a thread of their own, so that the next death has one name. */
export function createSuspects(startCell: () => FunctionThread): Suspects {
  const waiting: Call[] = []
  let questioning = false
  const question = async (): Promise<void> => {
    questioning = true
    let cell: FunctionThread | undefined
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      if (cell?.accepting !== true) cell = startCell()
      cell.run(call)
      await call.answer
    }
    cell?.retire()
    questioning = false
  }
  return {
    get count() {
      return waiting.length
    },
    add(calls) {
      waiting.push(...calls)
      if (!questioning) void question()
    },
    clear: () => waiting.splice(0),
  }
}
