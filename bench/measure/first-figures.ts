import { atMost, type Finding, median, plain } from '../findings.ts'
import { latenciesOf } from '../load/latencies.ts'
import type { Measurement } from '../measurement.ts'
import { OPERATIONS } from '../product/operations.ts'
import { runJob } from '../product/run-job.ts'
import { startProduct } from '../product/start-product.ts'
import { warmUp } from '../product/warm-up.ts'
import { onStore } from '../product/with-store.ts'
import { putManifest, range } from '../store/manifest-file.ts'

const KEYS = 100_000

/** The figures that a user meets first: the start, a tiny job, a middling one. */
export const firstFigures: Measurement = {
  name: 'first-figures',
  async *measure(bench): AsyncGenerator<Finding> {
    const starts: number[] = []
    for (let turn = 0; turn < bench.rounds * 3; turn++) {
      const product = await startProduct({ entry: bench.entry })
      starts.push(product.readyMs)
      await product.stop()
    }
    yield plain({
      what: 'Start to `Ready.`',
      case: 'nothing kept',
      value: median(starts),
      unit: 'ms',
      detail: { starts },
    })
    yield* onStore(bench, KEYS, 'first', async function* (store): AsyncGenerator<Finding> {
      const { tiny, middling } = await store.product(async (product) => {
        const three = await putManifest(product.url, 'three.csv', range(0, 3))
        const all = await putManifest(product.url, 'all.csv', range(0, KEYS))
        await warmUp(product)
        const tiny: number[] = []
        const middling: number[] = []
        for (let turn = 1; turn <= bench.rounds * 20; turn++) {
          const operation = OPERATIONS.S3PutObjectTagging(turn)
          tiny.push((await runJob(product, { operation, manifest: three }, 1)).seconds * 1000)
        }
        for (let turn = 1; turn <= bench.rounds * 3; turn++) {
          const operation = OPERATIONS.S3PutObjectTagging(turn)
          middling.push(KEYS / (await runJob(product, { operation, manifest: all })).seconds)
        }
        return { tiny, middling }
      })
      const of = latenciesOf(tiny)
      yield atMost(
        {
          what: 'One three-task job, CreateJob to Complete',
          case: 'median, asked every millisecond, with a report',
          value: median(tiny),
          unit: 'ms',
          detail: { ...of },
        },
        25,
      )
      yield plain({
        what: `S3PutObjectTagging over ${KEYS.toLocaleString('en-US')} keys`,
        case: 'CreateJob to Complete',
        value: median(middling),
        unit: 'tasks/s',
        detail: { rounds: middling },
      })
    })
  },
}
