import { startBareServer } from '../bare/start-bare-server.ts'
import { againstBare, type Finding, median } from '../findings.ts'
import type { ClosedLoopResult } from '../load/closed-loop.ts'
import { GET_OF_MANY, OBJECT_LOADS, type ObjectLoad, objectLoad, PUT_OF_MANY } from '../load/object-loads.ts'
import { runClosedLoop } from '../load/run-closed-loop.ts'
import type { Measurement } from '../measurement.ts'
import { startPeers } from '../peers/start-peers.ts'
import { ask } from '../product/request.ts'
import { startProduct } from '../product/start-product.ts'
import { FILES } from '../store/bench-keys.ts'
import { dropFolder, emptyFolder } from '../store/seed-store.ts'

const BARE_CASE = 'bare: node:http, same hashes and tables'
const LOADS = Object.keys(OBJECT_LOADS) as readonly ObjectLoad[]

/** Large bodies cost every server the same MD5 and the same copying; small ones show what it does beside that. */
const aheadOfPeers = (load: ObjectLoad): number => (load.endsWith('1 MiB') ? 1 : 2)

interface Server {
  readonly name: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** PUT and GET over HTTP: a bare node:http server that does the same storage work, and other S3 servers where they are at hand. */
export const objectRequests: Measurement = {
  name: 'object-requests',
  async *measure(bench): AsyncGenerator<Finding> {
    const folders = [emptyFolder('requests'), emptyFolder('requests-bare')] as const
    const product = await startProduct({ data: folders[0], entry: bench.entry })
    await ask(`${product.url}/${FILES}`, { method: 'PUT' })
    const bare = await startBareServer('http-server.ts', folders[1])
    const peers = await startPeers(FILES)
    const servers: readonly Server[] = [
      { name: 'bare', ...bare },
      { name: 'product', url: product.url, stop: () => product.stop() },
      ...peers,
    ]
    try {
      for (const load of LOADS) {
        const results = await takeTurns(servers, load, bench.rounds, bench.quick ? 1.5 : 4)
        yield* findingsOf(load, results)
      }
      yield await getOfMany(servers.slice(0, 2), bench.rounds, bench.quick ? 1.5 : 4)
    } finally {
      for (const server of servers) await server.stop()
      folders.forEach(dropFolder)
    }
  },
}

/** The same GET where nothing is remembered: each of the objects comes again after more others than there is room for. */
async function getOfMany(servers: readonly Server[], rounds: number, seconds: number): Promise<Finding> {
  const rates = new Map<string, number[]>()
  for (const { url } of servers) await runClosedLoop({ ...PUT_OF_MANY, url, path: pathOf(PUT_OF_MANY), seconds: 120 })
  for (let round = 0; round < rounds; round++) {
    for (const { name, url } of servers) {
      const { requestsPerSecond, failed } = await runClosedLoop({
        ...GET_OF_MANY,
        url,
        path: pathOf(GET_OF_MANY),
        seconds,
      })
      if (failed > 0) throw new Error(`${failed} of the requests failed`)
      rates.set(name, [...(rates.get(name) ?? []), requestsPerSecond])
    }
  }
  const what = `GET of 1 KiB over HTTP, of ${GET_OF_MANY.keys.toLocaleString('en-US')} objects`
  const measured = { what, case: BARE_CASE, value: median(rates.get('product') ?? []), unit: 'requests/s' }
  return againstBare(measured, median(rates.get('bare') ?? []), 0.7)
}

function pathOf({ path }: { readonly path: string }): string {
  return `/${FILES}/${path}`
}

type Results = ReadonlyMap<string, readonly ClosedLoopResult[]>

async function takeTurns(
  servers: readonly Server[],
  load: ObjectLoad,
  rounds: number,
  seconds: number,
): Promise<Results> {
  const results = new Map<string, ClosedLoopResult[]>(servers.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const { name, url, headers = {} } of servers) {
      results.get(name)?.push(await runClosedLoop({ ...objectLoad(load, url, FILES, seconds), headers }))
    }
  }
  return results
}

function* findingsOf(load: ObjectLoad, results: Results): Generator<Finding> {
  const rate = (name: string): number => median((results.get(name) ?? []).map((one) => one.requestsPerSecond))
  const failures = (name: string): number => (results.get(name) ?? []).reduce((sum, one) => sum + one.failed, 0)
  const measured = {
    what: `${load} over HTTP`,
    unit: 'requests/s',
    detail: { latencies: results.get('product'), failed: failures('product') },
  }
  if (failures('product') > 0) throw new Error(`${failures('product')} of the requests ${load} failed`)
  yield againstBare({ ...measured, case: BARE_CASE, value: rate('product') }, rate('bare'), 0.7)
  for (const name of results.keys()) {
    if (name === 'bare' || name === 'product') continue
    const detail = { failed: failures(name) }
    const peerCase = `bare: ${name}${failures(name) > 0 ? ', some of whose answers were errors' : ''}`
    yield againstBare({ ...measured, case: peerCase, value: rate('product'), detail }, rate(name), aheadOfPeers(load))
  }
}
