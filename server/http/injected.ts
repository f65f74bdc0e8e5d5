/** What faults make of an exchange (server/emulator-api/faults). */

/** The answer is this error, of whatever service the request is for. */
export class InjectedError extends Error {
  override readonly name = 'InjectedError'
  readonly code: string
  readonly status: number

  constructor({ code, status, message }: { readonly code: string; readonly status: number; readonly message: string }) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** There is no answer: the connection ends. */
export class DroppedConnection extends Error {
  override readonly name = 'DroppedConnection'
}
