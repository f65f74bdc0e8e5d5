import { connect } from 'node:net'

/** Longer than any answer takes on a busy machine. */
const SILENT_MS = 60_000

/** Sends bytes as they are and gives all that comes back until the server closes the connection. @throws Error when it falls silent */
export function rawRequest(
  port: number,
  text: string | Uint8Array,
  options: { host?: string; until?: RegExp } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, options.host ?? '127.0.0.1', () =>
      socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text),
    )
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      received += chunk
      if (options.until?.test(received) === true) socket.end()
    })
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
    socket.setTimeout(SILENT_MS, () => socket.destroy(new Error(`nothing more came after: ${received}`)))
  })
}
