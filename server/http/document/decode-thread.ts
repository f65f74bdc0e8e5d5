import { parentPort } from 'node:worker_threads'
import { decodeRequest } from '../../protocol/decode/decode-request.ts'
import { operationsOf } from '../../protocol/operations.ts'
import { ProtocolError } from '../../protocol/protocol-error.ts'
import { parseQuery } from '../../protocol/query.ts'
import type { DecodeReply, DecodeTask } from './decode-large.ts'

/** Entry of the thread that decodes large documents. */
parentPort?.on('message', (task: DecodeTask) => parentPort?.postMessage(replyTo(task)))

function replyTo({ id, service, operation: name, labels, query, headers, body }: DecodeTask): DecodeReply {
  try {
    const operation = operationsOf(service).find((each) => each.name === name)
    if (operation === undefined) throw new Error(`There is no operation ${name}.`)
    return { id, kind: 'decoded', input: decodeRequest(operation, { labels, query: parseQuery(query), headers, body }) }
  } catch (error) {
    if (error instanceof ProtocolError) {
      const { code, message, member, value } = error
      return { id, kind: 'refused', code, message, member, value }
    }
    return { id, kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
