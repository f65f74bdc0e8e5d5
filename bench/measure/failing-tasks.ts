import { type Finding, median, noMoreThanBare } from '../findings.ts'
import type { Measurement } from '../measurement.ts'
import { OPERATIONS } from '../product/operations.ts'
import { runJob } from '../product/run-job.ts'
import { warmUp } from '../product/warm-up.ts'
import { onStore } from '../product/with-store.ts'
import { putManifest, range, withMissing } from '../store/manifest-file.ts'
import { jobSizesOf } from './sizes.ts'

const EVERY = 100

/** Tagging with one key in a hundred that is not there, in turn with none. */
export const failingTasks: Measurement = {
  name: 'failing-tasks',
  measure(bench) {
    const { objects, keys } = jobSizesOf(bench)
    return onStore(bench, objects, 'failing', async function* (store): AsyncGenerator<Finding> {
      const [none, some] = await store.product(async (product) => {
        const whole = await putManifest(product.url, 'whole.csv', range(0, keys))
        const holed = await putManifest(product.url, 'holed.csv', withMissing(range(0, keys), EVERY))
        await warmUp(product)
        const seconds: [number[], number[]] = [[], []]
        for (let turn = 1; turn <= bench.rounds * 2; turn++) {
          for (const [index, manifest] of [whole, holed].entries()) {
            const run = await runJob(product, { operation: OPERATIONS.S3PutObjectTagging(turn * 2 + index), manifest })
            seconds[index]?.push(run.seconds)
          }
        }
        return seconds
      })
      yield noMoreThanBare(
        {
          what: `S3PutObjectTagging over ${keys.toLocaleString('en-US')} sorted keys, 1 % of them missing`,
          case: 'bare: the same job with none missing',
          value: median(some),
          unit: 's',
          detail: { rounds: some, bareRounds: none },
        },
        median(none),
        1.25,
      )
    })
  },
}
