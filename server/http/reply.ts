/** Writes one response. Small bodies leave in one write, large ones as a stream that the client's speed holds back. */
import type { ServerResponse } from 'node:http'
import type { Body } from '../../db/objects/object-reads.ts'
import type { Exchange } from './exchange.ts'
import { leaveTogether } from './leave-together.ts'

export interface WireReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | Body | undefined
}

export async function sendReply(exchange: Exchange, reply: WireReply): Promise<void> {
  const { request, response } = exchange
  const { body } = reply
  const stream = isStream(body) ? body.stream : undefined
  const bytes = stream === undefined ? bytesOf(body) : undefined
  const bodiless = request.method === 'HEAD' || reply.status === 204 || reply.status === 304
  const length = typeof bytes === 'string' ? Buffer.byteLength(bytes) : (bytes?.length ?? 0)
  response.writeHead(reply.status, headerLines(exchange, reply, stream === undefined ? length : undefined))
  if (bodiless || stream === undefined) {
    stream?.destroy()
    if (bodiless || bytes === undefined) leaveTogether(response, undefined)
    else if (typeof bytes === 'string' || bytes.length > ONE_WRITE_BYTES) response.end(bytes)
    else leaveTogether(response, latin1(bytes))
  } else {
    for await (const piece of stream) await written(response, piece)
    response.end()
  }
  // What a handler has left unread must not stop the next request on the connection.
  if (!request.readableEnded) request.resume()
}

/**
 * Waits until the bytes have left: their memory is used again for the next ones, and a slow client holds them back.
 * @throws Error when the client has gone
 */
async function written(response: ServerResponse, piece: Uint8Array): Promise<void> {
  if (!response.destroyed) {
    await new Promise<void>((resolve) => {
      // On a connection that is about to close Node calls nobody back.
      response.once('close', resolve)
      response.write(piece, () => {
        response.off('close', resolve)
        resolve()
      })
    })
  }
  if (response.destroyed) throw new Error('The connection ended before the answer.')
}

/**
 * Node writes headers and body with one plain call when both are text of one encoding, and with a slower gathering one
 * when the body is a buffer. Latin-1 text is the same bytes; up to this size making it costs less than it saves.
 */
const ONE_WRITE_BYTES = 16 * 1024

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** The form Node writes fastest: names and values in turn. */
function headerLines(exchange: Exchange, reply: WireReply, length: number | undefined): string[] {
  const lines = ['x-amz-request-id', exchange.requestId, 'x-amz-id-2', exchange.hostId, 'server', 'AmazonS3']
  const hasNoContent = reply.status === 204 || reply.status === 304
  let lengthGiven = false
  for (const name in reply.headers) {
    const value = reply.headers[name]
    if (value === undefined) continue
    if (name === 'content-length') {
      if (hasNoContent) continue
      lengthGiven = true
    }
    lines.push(name, value)
  }
  if (!lengthGiven && !hasNoContent && length !== undefined) lines.push('content-length', String(length))
  return lines
}

function isStream(body: WireReply['body']): body is Extract<Body, { kind: 'stream' }> {
  return body !== undefined && typeof body !== 'string' && 'kind' in body && body.kind === 'stream'
}

/** A long text is encoded here, once: to count its bytes and to write it would take two passes. */
function bytesOf(body: WireReply['body']): string | Uint8Array | undefined {
  if (typeof body === 'string') return body.length > ONE_WRITE_BYTES ? Buffer.from(body) : body
  if (body === undefined || body instanceof Uint8Array) return body
  return body.kind === 'bytes' ? body.bytes : undefined
}
