/** Does the work for every item, so many at a time. After a failure no more is begun, and it is thrown when all have ended. */
export async function inParallel<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const shared = untilFailure(items)
  const lane = async (): Promise<void> => {
    try {
      for (const item of shared.items) await work(item).catch(shared.fail)
    } catch (error) {
      // There is no next item: the other lanes end with what they are at.
      shared.fail(error)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  shared.end()
}

/** One walk over the items, which many may share. */
function untilFailure<Item>(items: Iterable<Item>) {
  const failures: unknown[] = []
  function* walk(): Generator<Item> {
    for (const item of items) {
      if (failures.length > 0) return
      yield item
    }
  }
  return {
    items: walk(),
    fail: (error: unknown): void => {
      failures.push(error)
    },
    end(): void {
      if (failures.length > 0) throw failures[0]
    },
  }
}
