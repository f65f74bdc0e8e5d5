/**
 * Requests at moments that do not wait for answers (a Poisson process), so that a stall shows in all requests that fell
 * into it; latency counts from the moment a request was due. A process of its own.
 * Usage: node bench/load/open-loop.ts '{"url":…}'   (see OpenLoop; prints one JSON line when told to stop or in the end)
 */
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Latencies, latenciesOf } from './latencies.ts'
import { requestBytes } from './request-bytes.ts'
import { openConnection, type WireConnection } from './wire-connection.ts'

export interface OpenLoop {
  readonly url: string
  readonly bucket: string
  readonly putsPerSecond: number
  readonly getsPerSecond: number
  readonly bodyBytes: number
  readonly keys: number
  /** At the latest; SIGTERM ends it before. */
  readonly seconds: number
}

export interface OpenLoopResult {
  readonly put: Latencies
  readonly get: Latencies
  readonly failed: number
}

/** Timers are no finer; what is due in the same tick is sent together. */
const TICK_MS = 1

export async function openLoop(load: OpenLoop): Promise<OpenLoopResult> {
  const { hostname, port, host } = new URL(load.url)
  const body = Buffer.alloc(load.bodyBytes, 'abcdefghij')
  const path = (key: number): string => `/${load.bucket}/beside-${key}`
  const puts = Array.from({ length: load.keys }, (_, key) =>
    requestBytes(host, { method: 'PUT', path: path(key), body }),
  )
  const gets = Array.from({ length: load.keys }, (_, key) => requestBytes(host, { method: 'GET', path: path(key) }))
  const idle: WireConnection[] = []
  const all: WireConnection[] = []
  const took = { put: [] as number[], get: [] as number[] }
  let failed = 0
  const stop = new AbortController()
  process.once('SIGTERM', () => stop.abort())

  const connection = async (): Promise<WireConnection> => {
    const free = idle.pop()
    if (free !== undefined) return free
    const made = await openConnection(hostname, Number(port))
    all.push(made)
    return made
  }
  const fire = async (kind: 'put' | 'get', due: number, key: number): Promise<void> => {
    const request = (kind === 'put' ? puts : gets)[key]
    if (request === undefined) return
    const via = await connection()
    const status = await via.send(request)
    took[kind].push(performance.now() - due)
    if (status >= 300) failed += 1
    idle.push(via)
  }

  for (let key = 0; key < load.keys; key++) await fire('put', performance.now(), key)
  took.put.length = 0
  const underway = new Set<Promise<void>>()
  const schedule = [
    { kind: 'put', perMs: load.putsPerSecond / 1000, due: performance.now() },
    { kind: 'get', perMs: load.getsPerSecond / 1000, due: performance.now() },
  ] as const
  const next = schedule.map(({ due }) => due)
  const until = performance.now() + load.seconds * 1000
  let key = 0
  while (!stop.signal.aborted && performance.now() < until) {
    const now = performance.now()
    for (const [index, { kind, perMs }] of schedule.entries()) {
      while ((next[index] ?? Infinity) <= now) {
        const request = fire(kind, next[index] ?? now, key++ % load.keys).catch(() => {
          failed += 1
        })
        underway.add(request)
        void request.then(() => underway.delete(request))
        next[index] = (next[index] ?? now) - Math.log(1 - Math.random()) / perMs
      }
    }
    await delay(TICK_MS)
  }
  await Promise.all(underway)
  for (const each of all) each.close()
  return { put: latenciesOf(took.put), get: latenciesOf(took.get), failed }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(await openLoop(JSON.parse(process.argv[2] ?? '{}') as OpenLoop)))
}
