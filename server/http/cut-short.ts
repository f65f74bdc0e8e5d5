/** An answer that breaks off in the middle of its body, as its headers still promise the whole. */
import { Readable } from 'node:stream'
import type { Exchange } from './exchange.ts'
import { DroppedConnection } from './injected.ts'
import type { WireReply } from './reply.ts'

/** @throws DroppedConnection where there is no body to break off */
export function cutShort({ request }: Exchange, reply: WireReply): WireReply {
  const { headers, body } = reply
  const pieces = request.method === 'HEAD' ? undefined : piecesOf(body)
  const length = pieces instanceof Array ? pieces[0]?.length : headers['content-length']
  if (pieces === undefined || Number(length) === 0) throw new DroppedConnection()
  // Of a body whose length nobody knows, the first byte.
  const half = length === undefined ? 1 : Math.floor(Number(length) / 2)
  return {
    ...reply,
    headers: length === undefined ? headers : { ...headers, 'content-length': String(length) },
    body: { kind: 'stream', stream: Readable.from(beginning(pieces, half)) },
  }
}

type Pieces = readonly Uint8Array[] | AsyncIterable<Uint8Array>

function piecesOf(body: WireReply['body']): Pieces | undefined {
  if (body === undefined) return undefined
  if (typeof body === 'string') return [Buffer.from(body)]
  if (body instanceof Uint8Array) return [body]
  return body.kind === 'bytes' ? [body.bytes] : body.stream
}

async function* beginning(pieces: Pieces, length: number): AsyncGenerator<Uint8Array> {
  let left = length
  for await (const piece of pieces) {
    // A copy: the next piece may use the memory of this one again.
    yield Buffer.from(piece.subarray(0, left))
    left -= piece.length
    if (left <= 0) break
  }
  throw new DroppedConnection()
}
