/** Ends the whole job: the scheduler turns it into a pair of `FailureReasons` (reference 4.5) and the status `Failed`. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed'
  readonly code: string
  readonly reason: string

  constructor(code: string, reason: string) {
    super(`${code}: ${reason}`)
    this.code = code
    this.reason = reason
  }
}
