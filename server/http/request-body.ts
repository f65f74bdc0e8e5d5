/** The bytes of a request. Whoever reads first also tells a client that waits with `Expect: 100-continue` to go on. */

import { S3Error } from '../../db/model/s3-error.ts'
import type { RequestBody } from '../object-api/handler.ts'
import type { ChunkVerifier } from './body/chunk-verifier.ts'
import { contentLengthOf } from './body/request-headers.ts'
import type { Exchange } from './exchange.ts'

/** The body of a request that handlers read themselves. A class, because most requests have none, and nothing is made. */
export class WireBody implements RequestBody {
  readonly length: number | undefined
  readonly verifier: ChunkVerifier | undefined
  readonly #exchange: Exchange

  constructor(exchange: Exchange, verifier: ChunkVerifier | undefined) {
    this.length = contentLengthOf(exchange.request.headers)
    this.verifier = verifier
    this.#exchange = exchange
  }

  /** Leaving it early does not break the connection. */
  get source(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => chunksOf(this.#exchange) }
  }

  get whole(): RequestBody['whole'] {
    if (this.length === undefined || this.length > SMALL_BYTES) return undefined
    return () => readWhole(this.#exchange, SMALL_BYTES)
  }
}

/** What a socket brings in one piece. */
const SMALL_BYTES = 65_536

/**
 * The whole body, which must be small.
 * @throws S3Error `MaxMessageLengthExceeded`, `IncompleteBody`
 */
export function readWhole(exchange: Exchange, maxBytes: number): Promise<Buffer> {
  const { request } = exchange
  const announced = contentLengthOf(request.headers)
  if (announced === 0) return Promise.resolve(EMPTY)
  if (announced !== undefined && announced > maxBytes) return Promise.reject(tooLong(maxBytes))
  // One that closed before anybody read it tells of no end any more.
  if (request.destroyed) return Promise.reject(new S3Error('IncompleteBody'))
  sendContinue(exchange)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    let over = false
    const end = (settle: () => void): void => {
      over = true
      request.off('data', take)
      settle()
    }
    // Every request closes in the end, and an error costs more than reading a small body.
    const breakOff = (): void => {
      if (!over) end(() => reject(new S3Error('IncompleteBody')))
    }
    const take = (chunk: Buffer): void => {
      size += chunk.length
      chunks.push(chunk)
      if (size > maxBytes) end(() => reject(tooLong(maxBytes)))
    }
    request.on('data', take)
    request.once('end', () =>
      end(() => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))),
    )
    request.once('error', breakOff)
    request.once('close', breakOff)
  })
}

export function sendContinue({ request, response }: Pick<Exchange, 'request' | 'response'>): void {
  if (request.headers.expect !== undefined && /^100-continue$/i.test(request.headers.expect)) response.writeContinue()
}

function chunksOf(exchange: Exchange): AsyncIterator<Uint8Array> {
  sendContinue(exchange)
  return exchange.request.iterator({ destroyOnReturn: false })
}

function tooLong(maxBytes: number): S3Error {
  return new S3Error('MaxMessageLengthExceeded', { detail: { MaxMessageLengthBytes: String(maxBytes) } })
}

const EMPTY = Buffer.alloc(0)
