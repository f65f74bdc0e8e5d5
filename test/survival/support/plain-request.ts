import { type Agent, request } from 'node:http'
import { ACCOUNT } from '../../support/running-server.ts'

/** A request without a client's library: these tests send very many of them. */
export interface PlainRequest {
  readonly agent: Agent
  readonly port: number
  readonly method: string
  readonly path: string
  readonly body?: Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export function sendPlain({ body, headers, ...options }: PlainRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = {
      authorization: `AWS ${ACCOUNT}:x`,
      ...(body === undefined ? {} : { 'content-length': body.length }),
      ...headers,
    }
    const sent = request({ ...options, host: '127.0.0.1', headers: all }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces), headers: response.headers }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
