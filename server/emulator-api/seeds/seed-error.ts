/** Of one document. */
const MOST_TOLD = 100

/** A seed that cannot be applied: its mistakes, each a sentence with its place. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    const told = mistakes.slice(0, MOST_TOLD)
    const rest = mistakes.length - told.length
    if (rest > 0) told.push(`There are ${rest} more.`)
    super(told.join('\n'))
    this.mistakes = told
  }
}
