import { againstBare, type Finding, median } from '../findings.ts'
import type { Measurement } from '../measurement.ts'
import { copyXml } from '../product/operations.ts'
import { runJob } from '../product/run-job.ts'
import { warmUp } from '../product/warm-up.ts'
import { onStore } from '../product/with-store.ts'
import { COPIES } from '../store/bench-keys.ts'
import { putManifest, range } from '../store/manifest-file.ts'
import { jobSizesOf } from './sizes.ts'

/** Copies that share their source's body, over keys in order. */
export const copyJobs: Measurement = {
  name: 'copy-jobs',
  measure(bench) {
    const { objects, keys } = jobSizesOf(bench)
    return onStore(bench, objects, 'copy', async function* (store): AsyncGenerator<Finding> {
      const rates: number[] = []
      const bare: number[] = []
      for (let round = 1; round <= bench.rounds; round++) {
        bench.note(`  round ${round} of ${bench.rounds}`)
        bare.push(await store.loop({ first: 0, count: keys, order: 'sorted' }))
        await store.product(async (product) => {
          const manifest = await putManifest(product.url, 'copy.csv', range(0, keys))
          await warmUp(product)
          const { seconds, failed } = await runJob(product, { operation: copyXml(COPIES, `copy-${round}`), manifest })
          if (failed > 0) throw new Error(`${failed} copies failed`)
          rates.push(keys / seconds)
        })
      }
      yield againstBare(
        {
          what: `S3PutObjectCopy over ${keys.toLocaleString('en-US')} sorted keys, CreateJob to Complete`,
          case: `${objects.toLocaleString('en-US')} objects, bodies shared, report of all tasks, durable`,
          value: median(rates),
          unit: 'rows/s',
          detail: { rounds: rates.map(Math.round), bareRounds: bare.map(Math.round) },
        },
        median(bare),
        0.5,
      )
    })
  },
}
