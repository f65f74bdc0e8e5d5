/** Requests as the bytes that go over the wire: a generator that builds them anew would measure itself. */
export interface WireAsk {
  readonly method: string
  /** From the slash on. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export function requestBytes(host: string, { method, path, headers = {}, body }: WireAsk): Buffer {
  const length: Readonly<Record<string, string>> = body === undefined ? {} : { 'content-length': String(body.length) }
  const lines = Object.entries({ host, ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return body === undefined ? head : Buffer.concat([head, body])
}
