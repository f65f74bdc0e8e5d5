import type { OperationModel } from './model.ts'

/** What follows from an operation's model alone, found when it is first asked for: requests are many, operations few. */
export function perOperation<Found>(find: (operation: OperationModel) => Found): (operation: OperationModel) => Found {
  const known = new WeakMap<OperationModel, { readonly found: Found }>()
  return (operation) => {
    const remembered = known.get(operation)
    if (remembered !== undefined) return remembered.found
    const found = find(operation)
    known.set(operation, { found })
    return found
  }
}
