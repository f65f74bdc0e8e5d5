/** Lets so many pieces of work be under way at a time, first come, first served. */
export interface Gate {
  pass<Result>(work: () => Promise<Result>): Promise<Result>
  /** Resolves when all that came before have been let in. */
  entered(): Promise<void>
}

export function createGate(width: number): Gate {
  let free = width
  const waiting: (() => void)[] = []
  const enter = (): Promise<void> | undefined => {
    if (free > 0 && waiting.length === 0) {
      free -= 1
      return undefined
    }
    return new Promise((resolve) => {
      waiting.push(() => {
        free -= 1
        resolve()
      })
    })
  }
  const leave = (): void => {
    free += 1
    waiting.shift()?.()
  }
  return {
    async pass(work) {
      await enter()
      try {
        return await work()
      } finally {
        leave()
      }
    },
    async entered() {
      await enter()
      leave()
    },
  }
}
