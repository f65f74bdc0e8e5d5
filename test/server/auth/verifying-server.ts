import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { S3Error } from '../../../db/model/s3-error.ts'
import { createAuthenticator } from '../../../server/auth/authenticator.ts'
import { planPayload } from '../../../server/http/body/payload-plan.ts'
import type { PayloadResult } from '../../../server/http/body/payload-result.ts'
import { readPayload } from '../../../server/http/body/read-payload.ts'
import { contentLengthOf } from '../../../server/http/body/request-headers.ts'

export const ACCESS_KEY_ID = 'AKIDTEST'
export const SECRET_ACCESS_KEY = 'secret/with+odd=characters'

export interface Received {
  readonly method: string
  readonly target: string
  readonly contentSha256: string | undefined
  readonly contentEncoding: string | undefined
  readonly body: Buffer
  readonly payload: PayloadResult
}

export interface VerifyingServer {
  readonly url: string
  /** What passed all checks, in order. */
  readonly received: Received[]
  close(): Promise<void>
}

/** A server that does nothing but verify signatures and bodies: the pieces under test behind real HTTP. */
export async function startVerifyingServer(): Promise<VerifyingServer> {
  const received: Received[] = []
  const authenticator = createAuthenticator({
    mode: 'sigv4',
    defaultRegion: 'us-east-1',
    findKey: (id) =>
      id === ACCESS_KEY_ID ? { secretAccessKey: SECRET_ACCESS_KEY, account: '123456789012' } : undefined,
  })
  const receive = async (request: IncomingMessage): Promise<void> => {
    const { method = '', url = '', headers } = request
    const { chunkVerifier } = authenticator.authenticate({ method, target: url, headers }, Date.now())
    const plan = planPayload(headers, contentLengthOf(headers), { lengthOptional: true })
    const pieces: Uint8Array[] = []
    const source = request.iterator({ destroyOnReturn: false })
    const payload = await readPayload(source, plan, (piece) => void pieces.push(piece), chunkVerifier)
    received.push({
      method,
      target: url,
      contentSha256: headers['x-amz-content-sha256'] as string | undefined,
      contentEncoding: plan.contentEncoding,
      body: Buffer.concat(pieces),
      payload,
    })
  }
  const server = createServer((request, response) => {
    receive(request).then(
      () => response.end(),
      (error: unknown) => {
        const [status, code] = error instanceof S3Error ? [error.status, error.code] : [500, String(error)]
        request.resume()
        response.writeHead(status).end(`<Error><Code>${code}</Code><Message>${String(error)}</Message></Error>`)
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => closeServer(server),
  }
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
