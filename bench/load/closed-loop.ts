/**
 * So many connections, each with its next request as soon as the last is answered; a process of its own.
 * Usage: node bench/load/closed-loop.ts '{"url":…}'   (see ClosedLoop; prints one JSON line)
 */
import { pathToFileURL } from 'node:url'
import { type Latencies, latenciesOf } from './latencies.ts'
import { requestBytes } from './request-bytes.ts'
import { openConnection } from './wire-connection.ts'

export interface ClosedLoop {
  readonly url: string
  readonly method: 'GET' | 'PUT' | 'HEAD'
  /** `%` is replaced by a number from 0 to `keys` - 1. */
  readonly path: string
  readonly keys: number
  readonly bodyBytes?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly connections: number
  /** At the longest. */
  readonly seconds: number
  /** After so many it is over. */
  readonly most?: number
}

export interface ClosedLoopResult extends Latencies {
  /** Those answered with 2xx. */
  readonly requestsPerSecond: number
  /** All others. */
  readonly failed: number
}

const WARM_UP_SHARE = 0.2

export async function closedLoop(load: ClosedLoop): Promise<ClosedLoopResult> {
  const { hostname, port, host } = new URL(load.url)
  const body = load.bodyBytes === undefined ? undefined : Buffer.alloc(load.bodyBytes, 'abcdefghij')
  const requests = Array.from({ length: Math.min(load.keys, mostPrepared(load)) }, (_, key) => {
    const path = load.path.replace('%', String(key))
    return body === undefined
      ? { path, bytes: requestBytes(host, { method: load.method, path, headers: load.headers ?? {} }) }
      : { path, bytes: requestBytes(host, { method: load.method, path, headers: load.headers ?? {}, body }) }
  })
  const began = performance.now()
  const measuredFrom = began + load.seconds * 1000 * WARM_UP_SHARE
  const until = began + load.seconds * 1000
  const took: number[] = []
  let failed = 0
  let next = 0
  const run = async (): Promise<void> => {
    const connection = await openConnection(hostname, Number(port))
    while (performance.now() < until && next < (load.most ?? Number.POSITIVE_INFINITY)) {
      const request = requests[next++ % requests.length]
      if (request === undefined) break
      const sent = performance.now()
      const status = await connection.send(request.bytes)
      const now = performance.now()
      if (status >= 300) failed += 1
      else if (sent >= measuredFrom && now <= until) took.push(now - sent)
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: load.connections }, run))
  const seconds = (until - measuredFrom) / 1000
  return { requestsPerSecond: Math.round(took.length / seconds), failed, ...latenciesOf(took) }
}

/** Large bodies are few, so that the generator stays small. */
function mostPrepared({ bodyBytes = 0 }: ClosedLoop): number {
  return Math.floor(PREPARED_BYTES / (bodyBytes + 1_024))
}

const PREPARED_BYTES = 128 * 1_048_576

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(await closedLoop(JSON.parse(process.argv[2] ?? '{}') as ClosedLoop)))
}
