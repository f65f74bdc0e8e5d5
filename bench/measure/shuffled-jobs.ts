import { againstBare, type Finding, median } from '../findings.ts'
import type { Bench, Measurement } from '../measurement.ts'
import { METADATA_OPERATIONS, type MetadataOperation, OPERATIONS } from '../product/operations.ts'
import { runJob } from '../product/run-job.ts'
import type { Product } from '../product/start-product.ts'
import { warmUp } from '../product/warm-up.ts'
import { onStore } from '../product/with-store.ts'
import { firstArchived, shuffled } from '../store/bench-keys.ts'
import { putManifest } from '../store/manifest-file.ts'
import { jobSizesOf } from './sizes.ts'

/** The same jobs with the keys of the manifest in no order. */
export const shuffledJobs: Measurement = {
  name: 'shuffled-jobs',
  measure(bench) {
    const { objects, keys } = jobSizesOf(bench)
    return onStore(bench, objects, 'shuffled', async function* (store): AsyncGenerator<Finding> {
      const bare: number[] = []
      const rates = new Map<MetadataOperation, number[]>()
      for (let round = 1; round <= Math.min(bench.rounds, 2); round++) {
        bench.note(`  round ${round}`)
        bare.push(await store.loop({ first: 0, count: keys, order: 'shuffled' }))
        await store.product((product) => runAll(product, { bench, objects, keys, round, rates }))
      }
      for (const [name, measured] of rates) {
        yield againstBare(
          {
            what: `${name} over ${keys.toLocaleString('en-US')} shuffled keys, CreateJob to Complete`,
            case: `${objects.toLocaleString('en-US')} objects; bare: the row loop in that order`,
            value: median(measured),
            unit: 'rows/s',
            detail: { rounds: measured.map(Math.round), bareRounds: bare.map(Math.round) },
          },
          median(bare),
          4,
        )
      }
    })
  },
}

interface Shuffled {
  readonly bench: Bench
  readonly objects: number
  readonly keys: number
  readonly round: number
  readonly rates: Map<MetadataOperation, number[]>
}

async function runAll(product: Product, { bench, objects, keys, round, rates }: Shuffled): Promise<void> {
  const live = await putManifest(product.url, 'live.csv', shuffled(0, keys, round))
  const archived = await putManifest(product.url, 'archived.csv', shuffled(firstArchived(objects), keys, round))
  await warmUp(product)
  for (const name of bench.quick ? METADATA_OPERATIONS.slice(0, 1) : METADATA_OPERATIONS) {
    const manifest = name === 'S3InitiateRestoreObject' ? archived : live
    const { seconds } = await runJob(product, { operation: OPERATIONS[name](round), manifest })
    rates.set(name, [...(rates.get(name) ?? []), keys / seconds])
  }
}
