/**
 * A server with Lambda's Invoke API whose function returns at once.
 * Usage: node bench/bare/lambda-stub.ts   (prints its URL and `Ready.`)
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface TaskEvent {
  readonly invocationId: string
  readonly invocationSchemaVersion: string
  readonly tasks: readonly { readonly taskId: string }[]
}

const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const event = JSON.parse(Buffer.concat(pieces).toString('utf8')) as TaskEvent
    const answer = JSON.stringify({
      invocationSchemaVersion: event.invocationSchemaVersion,
      treatMissingKeysAs: 'PermanentFailure',
      invocationId: event.invocationId,
      results: event.tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: '' })),
    })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}\nReady.`)
})
process.on('SIGTERM', () => process.exit(0))
