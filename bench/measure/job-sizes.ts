import { atMost, type Finding, median, noMoreThanBare, plain } from '../findings.ts'
import type { Bench, Measurement } from '../measurement.ts'
import { OPERATIONS } from '../product/operations.ts'
import { type JobRun, runJob } from '../product/run-job.ts'
import { warmUp } from '../product/warm-up.ts'
import { onStore, type TurnsOnStore } from '../product/with-store.ts'
import { putManifest, range } from '../store/manifest-file.ts'

const MB_A_MIB = 1.048576

/** What a task costs, and how much memory the process takes, as jobs grow. */
export const jobSizes: Measurement = {
  name: 'job-sizes',
  measure(bench) {
    const sizes = bench.quick ? [10_000, 100_000, 300_000] : [10_000, 100_000, 1_000_000, 10_000_000]
    const objects = sizes.at(-1) ?? 0
    return onStore(bench, objects, 'sizes', async function* (store): AsyncGenerator<Finding> {
      const costs: number[] = []
      const peaks: number[] = []
      for (const keys of sizes) {
        bench.note(`  ${keys} keys`)
        const { runs, uploadPeakMB } = await runsOf(bench, store, keys)
        const cost = median(runs.map(({ seconds }) => (seconds * 1e6) / keys))
        const peak = Math.max(...runs.map(({ peakMiB }) => peakMiB * MB_A_MIB))
        costs.push(cost)
        peaks.push(peak)
        const what = `S3PutObjectTagging over ${keys.toLocaleString('en-US')} sorted keys`
        const detail = { seconds: runs.map(({ seconds }) => seconds), cpuSeconds: runs.map((run) => run.cpuSeconds) }
        yield plain({ what, case: 'a task, CreateJob to Complete', value: cost, unit: 'µs', detail })
        yield plain({ what, case: 'peak memory of the process', value: peak, unit: 'MB', detail: { uploadPeakMB } })
      }
      yield* verdict(sizes, costs, peaks)
    })
  },
}

interface Runs {
  readonly runs: readonly JobRun[]
  /** Peak memory when the manifest had been put. */
  readonly uploadPeakMB: number
}

/** A process of its own for each size, so that its peak is that size's; the upload of the manifest is in it. */
function runsOf(bench: Bench, store: TurnsOnStore, keys: number): Promise<Runs> {
  return store.product(async (product) => {
    const manifest = await putManifest(product.url, 'sized.csv', range(0, keys))
    const uploadPeakMB = product.usage().peakMiB * MB_A_MIB
    await warmUp(product)
    const runs: JobRun[] = []
    // Small jobs are short: so many more of them that their median rests on seconds as well.
    const times = keys >= 1_000_000 ? Math.min(bench.rounds, 2) : bench.rounds * 9
    for (let turn = 1; turn <= times; turn++) {
      runs.push(await runJob(product, { operation: OPERATIONS.S3PutObjectTagging(turn), manifest }))
    }
    return { runs, uploadPeakMB }
  })
}

function* verdict(sizes: readonly number[], costs: readonly number[], peaks: readonly number[]): Generator<Finding> {
  const flat = costs.slice(1)
  const name = (index: number): string => (sizes.at(index) ?? 0).toLocaleString('en-US')
  yield noMoreThanBare(
    {
      what: `Cost of a task from ${name(1)} to ${name(-1)} keys`,
      case: 'the dearest size; bare: the cheapest',
      value: Math.max(...flat),
      unit: 'µs',
    },
    Math.min(...flat),
    1.25,
  )
  const largest = { what: `Peak memory of the whole process during a job of ${name(-1)} keys`, unit: 'MB' }
  yield atMost({ ...largest, case: 'resident', value: peaks.at(-1) ?? Number.NaN }, 250)
  yield noMoreThanBare(
    { ...largest, case: `bare: the same with ${name(-2)} keys`, value: peaks.at(-1) ?? Number.NaN },
    peaks.at(-2) ?? Number.NaN,
    1.1,
  )
}
