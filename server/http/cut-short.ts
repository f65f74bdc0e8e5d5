/** An answer that breaks off in the middle of its body, as its headers still promise the whole. */
import { Readable } from 'node:stream'
import type { Exchange } from './exchange.ts'
import { DroppedConnection } from './injected.ts'
import type { WireReply } from './reply.ts'

/** @throws DroppedConnection where there is no body to break off */
export function cutShort({ request }: Exchange, reply: WireReply): WireReply {
  const { headers } = reply
  const content = request.method === 'HEAD' ? undefined : contentOf(reply)
  if (content === undefined || content.length === 0) throw new DroppedConnection()
  const { pieces, length } = content
  // Of a body whose length nobody knows, the first byte.
  const half = length === undefined ? 1 : Math.floor(length / 2)
  return {
    ...reply,
    headers: length === undefined ? headers : { ...headers, 'content-length': String(length) },
    body: { kind: 'stream', stream: Readable.from(beginning(pieces, half)) },
  }
}

interface Content {
  readonly pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  readonly length: number | undefined
}

function contentOf({ headers, body }: WireReply): Content | undefined {
  if (body === undefined) return undefined
  if (typeof body === 'string') return whole(Buffer.from(body))
  if (body instanceof Uint8Array) return whole(body)
  if (body.kind === 'bytes') return whole(body.bytes)
  const length = headers['content-length']
  return { pieces: body.stream, length: length === undefined ? undefined : Number(length) }
}

function whole(bytes: Uint8Array): Content {
  return { pieces: [bytes], length: bytes.length }
}

async function* beginning(pieces: Content['pieces'], length: number): AsyncGenerator<Uint8Array> {
  let left = length
  for await (const piece of pieces) {
    // A copy: the next piece may use the memory of this one again.
    yield Buffer.from(piece.subarray(0, left))
    left -= piece.length
    if (left <= 0) break
  }
  throw new DroppedConnection()
}
