/**
 * One request after the other on one connection, as a program does that pages through a bucket. In a process of its own
 * that has nothing else to do and does not look into the answers: the pauses of a benchmark that holds much are not the
 * server's.
 *
 * Usage: node bench/load/one-by-one.ts '{"url":…}'   (see OneByOne; prints one JSON line)
 */
import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type Latencies, latenciesOf } from './latencies.ts'
import { requestBytes } from './request-bytes.ts'
import { openConnection } from './wire-connection.ts'

export interface OneByOne {
  readonly url: string
  /** Asked for in turn. */
  readonly paths: readonly string[]
  readonly times: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Requests before those that count. */
const WARM_UP = 50

export async function runOneByOne(load: OneByOne): Promise<Latencies> {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, JSON.stringify(load)])
  return JSON.parse(stdout) as Latencies
}

async function oneByOne({ url, paths, times, headers = {} }: OneByOne): Promise<Latencies> {
  const { hostname, port, host } = new URL(url)
  const requests = paths.map((path) => requestBytes(host, { method: 'GET', path, headers }))
  const connection = await openConnection(hostname, Number(port))
  const took: number[] = []
  for (let turn = -WARM_UP; turn < times; turn++) {
    const request = requests[(turn + WARM_UP) % requests.length]
    if (request === undefined) throw new Error('there is nothing to ask for')
    const began = performance.now()
    const status = await connection.send(request)
    if (turn >= 0) took.push(performance.now() - began)
    if (status !== 200) throw new Error(`answered with ${status}`)
  }
  connection.close()
  return latenciesOf(took)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(await oneByOne(JSON.parse(process.argv[2] ?? '{}') as OneByOne)))
}
