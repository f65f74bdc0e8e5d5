import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { againstBare, atMost, type Finding, median } from '../findings.ts'
import type { OpenLoop, OpenLoopResult } from '../load/open-loop.ts'
import type { Bench, Measurement } from '../measurement.ts'
import { OPERATIONS } from '../product/operations.ts'
import { runJob } from '../product/run-job.ts'
import type { Product } from '../product/start-product.ts'
import { warmUp } from '../product/warm-up.ts'
import { onStore } from '../product/with-store.ts'
import { FILES } from '../store/bench-keys.ts'
import { putManifest, range, type StoredManifest } from '../store/manifest-file.ts'
import { jobSizesOf } from './sizes.ts'

const LOAD = { bucket: FILES, putsPerSecond: 200, getsPerSecond: 400, bodyBytes: 1024, keys: 200 }
const BESIDE = `${LOAD.putsPerSecond} PUT and ${LOAD.getsPerSecond} GET of 1 KiB a second, open loop`
/** More looks at a job would be requests of their own. */
const LOOK_MS = 50

interface Rounds {
  readonly lone: number[]
  readonly beside: number[]
  readonly loads: OpenLoopResult[]
}

/** Requests that do not wait for one another, beside a job that changes every second object of the store or more. */
export const foreground: Measurement = {
  name: 'foreground',
  measure(bench) {
    const { objects } = jobSizesOf(bench)
    const keys = objects * 0.8
    return onStore(bench, objects, 'foreground', async function* (store): AsyncGenerator<Finding> {
      const { lone, beside, loads, quiet } = await store.product(async (product) => {
        const manifest = await putManifest(product.url, 'large.csv', range(0, keys))
        await warmUp(product)
        const quiet = await startLoad(product, bench.quick ? 2 : 10).result
        return { ...(await runRounds(bench, product, manifest)), quiet }
      })
      const what = 'S3 requests while a job runs'
      const detail = { noJob: quiet, beside: loads }
      const p99 = (kind: 'put' | 'get'): number => median(loads.map((load) => load[kind].p99))
      yield atMost({ what, case: `p99 of a PUT; ${BESIDE}`, value: p99('put'), unit: 'ms', detail }, 12)
      yield atMost({ what, case: `p99 of a GET; ${BESIDE}`, value: p99('get'), unit: 'ms' }, 8)
      const rate = (seconds: readonly number[]): number => keys / median(seconds)
      yield againstBare(
        { what, case: 'the job beside them; bare: the job alone', value: rate(beside), unit: 'rows/s' },
        rate(lone),
        0.8,
      )
    })
  },
}

async function runRounds(bench: Bench, product: Product, manifest: StoredManifest): Promise<Rounds> {
  const rounds: Rounds = { lone: [], beside: [], loads: [] }
  for (let round = 1; round <= bench.rounds; round++) {
    bench.note(`  round ${round} of ${bench.rounds}`)
    const job = async (turn: number): Promise<number> =>
      (await runJob(product, { operation: OPERATIONS.S3PutObjectTagging(turn), manifest }, LOOK_MS)).seconds
    rounds.lone.push(await job(round * 2))
    const load = startLoad(product, 600)
    await delay(700)
    rounds.beside.push(await job(round * 2 + 1))
    load.stop()
    rounds.loads.push(await load.result)
  }
  return rounds
}

function startLoad({ url }: Product, seconds: number): { stop(): void; readonly result: Promise<OpenLoopResult> } {
  const load: OpenLoop = { ...LOAD, url, seconds }
  const child = spawn(process.execPath, [join(import.meta.dirname, '../load/open-loop.ts'), JSON.stringify(load)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (piece: Buffer) => {
    text += String(piece)
  })
  const result = once(child, 'close').then(() => JSON.parse(text) as OpenLoopResult)
  return { stop: () => child.kill('SIGTERM'), result }
}
