import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'

/** Connects to the server whatever host a client makes up: the name stays in the header, where the server reads it. */
export class AnyHostAgent extends Agent {
  readonly #port: number

  constructor(port: number) {
    super({ keepAlive: true })
    this.#port = port
  }

  override createConnection(): Socket {
    return connect(this.#port, '127.0.0.1')
  }
}
