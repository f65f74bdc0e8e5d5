import { againstBare, type Finding, median } from '../findings.ts'
import type { Measurement } from '../measurement.ts'
import { METADATA_OPERATIONS, type MetadataOperation, OPERATIONS } from '../product/operations.ts'
import { runJob } from '../product/run-job.ts'
import type { Product } from '../product/start-product.ts'
import { warmUp } from '../product/warm-up.ts'
import { onStore } from '../product/with-store.ts'
import { firstArchived } from '../store/bench-keys.ts'
import { putManifest, range } from '../store/manifest-file.ts'
import { jobSizesOf } from './sizes.ts'

/** Operations that change what is beside an object, over keys in order, with a report of all tasks. */
export const metadataJobs: Measurement = {
  name: 'metadata-jobs',
  measure(bench) {
    const { objects, keys } = jobSizesOf(bench)
    return onStore(bench, objects, 'metadata', async function* (store): AsyncGenerator<Finding> {
      const rates = new Map<MetadataOperation, number[]>()
      const bare: number[] = []
      for (let round = 1; round <= bench.rounds; round++) {
        bench.note(`  round ${round} of ${bench.rounds}`)
        bare.push(await store.loop({ first: 0, count: keys, order: 'sorted' }))
        await store.product((product) => runAll(product, objects, keys, round, rates))
      }
      for (const [name, measured] of rates) {
        const value = median(measured)
        yield againstBare(
          {
            what: `${name} over ${keys.toLocaleString('en-US')} sorted keys, CreateJob to Complete`,
            case: `${objects.toLocaleString('en-US')} objects, report of all tasks, durable`,
            value,
            unit: 'rows/s',
            detail: { rounds: measured.map(Math.round), bareRounds: bare.map(Math.round) },
          },
          median(bare),
          1,
        )
      }
    })
  },
}

async function runAll(
  product: Product,
  objects: number,
  keys: number,
  round: number,
  rates: Map<MetadataOperation, number[]>,
): Promise<void> {
  const live = await putManifest(product.url, 'live.csv', range(0, keys))
  const archived = await putManifest(product.url, 'archived.csv', range(firstArchived(objects), keys))
  await warmUp(product)
  for (const name of METADATA_OPERATIONS) {
    const manifest = name === 'S3InitiateRestoreObject' ? archived : live
    const { seconds, failed } = await runJob(product, { operation: OPERATIONS[name](round), manifest })
    if (failed > 0) throw new Error(`${failed} tasks of ${name} failed`)
    rates.set(name, [...(rates.get(name) ?? []), keys / seconds])
  }
}
