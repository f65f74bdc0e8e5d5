/** A server that only speaks the protocol: it decodes what a client sends and answers with the output it was given. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeRequest } from '../../../server/protocol/decode/decode-request.ts'
import { encodeResponse } from '../../../server/protocol/encode/encode-response.ts'
import type { WireHeaders } from '../../../server/protocol/headers.ts'
import type { OperationModel } from '../../../server/protocol/model.ts'
import { decodePath } from '../../../server/protocol/percent.ts'
import { parseQuery } from '../../../server/protocol/query.ts'
import { routeControl } from '../../../server/protocol/route/route-control.ts'
import { routeObject } from '../../../server/protocol/route/route-object.ts'

export interface Heard {
  readonly operation: string | undefined
  readonly input: Record<string, unknown> | undefined
  readonly error?: unknown
}

export interface ProtocolServer {
  readonly url: string
  /** What the next answers say. */
  answer: object
  heard: Heard | undefined
  readonly close: () => Promise<void>
}

export async function startProtocolServer(): Promise<ProtocolServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      try {
        const found = route(request.method ?? '', request.url ?? '', request.headers)
        if (found === undefined) throw new Error(`no route for ${request.method} ${request.url}`)
        const { operation, labels, query } = found
        const input = decodeRequest(operation, { labels, query, headers: request.headers, body: Buffer.concat(chunks) })
        state.heard = { operation: operation.name, input }
        const { status, headers, body } = encodeResponse(operation, state.answer)
        response.writeHead(status, headers).end(body)
      } catch (error) {
        state.heard = { operation: undefined, input: undefined, error }
        response.writeHead(418).end()
      }
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const state: ProtocolServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: {},
    heard: undefined,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
  return state
}

function route(method: string, url: string, headers: WireHeaders) {
  const [path = '', rawQuery = ''] = url.split('?')
  const query = parseQuery(rawQuery)
  if (path.startsWith('/v20180820/')) {
    const found = routeControl(method, path)
    return found.kind === 'operation' ? { ...found, query } : undefined
  }
  const [, bucket, key] = /^\/([^/]*)(?:\/(.*))?$/.exec(path) ?? []
  const labels: Record<string, string> = {
    ...(bucket ? { Bucket: decodePath(bucket) } : {}),
    ...(key ? { Key: decodePath(key) } : {}),
  }
  const operation: OperationModel | undefined = routeObject({
    method,
    bucket: labels['Bucket'],
    key: labels['Key'],
    query,
    headers,
  })
  return operation === undefined ? undefined : { operation, labels, query }
}
