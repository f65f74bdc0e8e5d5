import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createSqliteJobRepository } from '../../db/jobs/sqlite-job-repository.ts'
import { createClock } from '../../db/model/clock.ts'
import type { JobDraft, JobStatus } from '../../db/model/job.ts'
import { migrate } from '../../db/sqlite/migrate.ts'
import { openDatabase } from '../../db/sqlite/open.ts'
import { atMost, type Finding } from '../findings.ts'
import { runOneByOne } from '../load/one-by-one.ts'
import type { Measurement } from '../measurement.ts'
import { startProduct } from '../product/start-product.ts'
import { ACCOUNT } from '../store/bench-keys.ts'
import { dropFolder, emptyFolder } from '../store/seed-store.ts'

const JOBS = 10_000

const DRAFT: JobDraft = {
  account: ACCOUNT,
  region: 'us-east-1',
  confirmationRequired: false,
  description: 'one of many',
  priority: 10,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/bench`,
  operation: { name: 'S3PutObjectTagging', parameters: { TagSet: [{ Key: 'a', Value: 'b' }] } },
  report: { enabled: false },
  manifest: {
    format: 'S3BatchOperations_CSV_20180820',
    fields: ['Bucket', 'Key'],
    objectArn: 'arn:aws:s3:::bench-files/none.csv',
    objectVersionId: undefined,
    etag: '60e460c9d1046e73f7dde5043ac3ae85',
  },
  manifestGenerator: undefined,
  tags: [{ key: 'team', value: 'bench' }],
}

/** Looking at jobs when many are stored, one request after the other. */
export const manyJobs: Measurement = {
  name: 'many-jobs',
  async *measure(bench): AsyncGenerator<Finding> {
    const folder = emptyFolder('many-jobs')
    const ids = storeJobs(folder)
    const product = await startProduct({ data: folder, entry: bench.entry })
    const times = bench.quick ? 200 : 1_000
    try {
      const timed = (paths: readonly string[]) =>
        runOneByOne({ url: product.url, paths, times, headers: { 'x-amz-account-id': ACCOUNT } })
      const jobs = '/v20180820/jobs'
      const describe = await timed(
        Array.from({ length: times }, (_, turn) => `${jobs}/${ids[(turn * 7_919) % ids.length]}`),
      )
      const list = await timed([`${jobs}?maxResults=100`])
      const few = await timed([`${jobs}?maxResults=100&jobStatuses=Failed`])
      const what = `Control requests with ${JOBS.toLocaleString('en-US')} jobs stored`
      yield atMost({ what, case: 'p99 of DescribeJob', value: describe.p99, unit: 'ms', detail: { ...describe } }, 5)
      yield atMost({ what, case: 'p99 of ListJobs, 100 a page', value: list.p99, unit: 'ms', detail: { ...list } }, 5)
      yield atMost(
        { what, case: 'p99 of ListJobs, the few of a rare status', value: few.p99, unit: 'ms', detail: { ...few } },
        5,
      )
    } finally {
      await product.stop()
      dropFolder(folder)
    }
  },
}

/** Jobs that have ended, one in a thousand with a failure. */
function storeJobs(folder: string): readonly string[] {
  const state = join(folder, 'state-0')
  mkdirSync(state)
  const db = openDatabase({ file: join(state, 'jobs.db'), synchronous: 'off' })
  migrate(db, 'jobs')
  const clock = createClock()
  const jobs = createSqliteJobRepository({ db, clock })
  const ids: string[] = []
  for (let number = 0; number < JOBS; number++) {
    const outcome = jobs.create({ ...DRAFT, priority: number % 100 }, `token-${number}`)
    if (outcome.kind !== 'created') throw new Error('a job was not created')
    const { id } = outcome.job
    ids.push(id)
    const way: readonly JobStatus[] =
      number % 1_000 === 0 ? ['Preparing', 'Failed'] : ['Preparing', 'Ready', 'Active', 'Completing', 'Complete']
    for (const status of way) jobs.update(id, () => ({ status, terminatedMs: clock.now() }))
  }
  db.close()
  return ids
}
