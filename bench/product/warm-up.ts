import { putManifest, range } from '../store/manifest-file.ts'
import { OPERATIONS } from './operations.ts'
import { runJob } from './run-job.ts'
import type { Product } from './start-product.ts'

const KEYS = 50_000
const JOBS = 2

/** A small job or two, so that what is measured is compiled and its threads are there: a program's first second is another figure. */
export async function warmUp(product: Product): Promise<void> {
  const manifest = await putManifest(product.url, 'warm-up.csv', range(0, KEYS))
  for (let turn = 0; turn < JOBS; turn++) {
    await runJob(product, { operation: OPERATIONS.S3PutObjectTagging(-turn), manifest })
  }
}
