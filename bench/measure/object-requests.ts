import { startBareServer } from '../bare/start-bare-server.ts'
import { againstBare, type Finding, median } from '../findings.ts'
import type { ClosedLoopResult } from '../load/closed-loop.ts'
import { OBJECT_LOADS, type ObjectLoad, objectLoad } from '../load/object-loads.ts'
import { runClosedLoop } from '../load/run-closed-loop.ts'
import type { Measurement } from '../measurement.ts'
import { startPeers } from '../peers/start-peers.ts'
import { ask } from '../product/request.ts'
import { startProduct } from '../product/start-product.ts'
import { FILES } from '../store/bench-keys.ts'
import { dropFolder, emptyFolder } from '../store/seed-store.ts'

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
    } finally {
      for (const server of servers) await server.stop()
      folders.forEach(dropFolder)
    }
  },
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
  const bareCase = 'bare: node:http, same hashes and tables'
  yield againstBare({ ...measured, case: bareCase, value: rate('product') }, rate('bare'), 0.7)
  for (const name of results.keys()) {
    if (name === 'bare' || name === 'product') continue
    const detail = { failed: failures(name) }
    const peerCase = `bare: ${name}${failures(name) > 0 ? ', some of whose answers were errors' : ''}`
    yield againstBare({ ...measured, case: peerCase, value: rate('product'), detail }, rate(name), aheadOfPeers(load))
  }
}
