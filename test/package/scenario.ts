/** What a user does first with an installed server, through the AWS SDK: for the package and for the image. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateJobCommand,
  DescribeJobCommand,
  type JobDescriptor,
  type JobOperation,
  S3ControlClient,
} from '@aws-sdk/client-s3-control'

const ACCOUNT = '123456789012'
const TIME_LIMIT_MS = 60_000

export interface Scenario {
  /** Buckets, objects and a manifest that names one object which is not there. */
  readonly seed: (objects: number) => Promise<void>
  /** @returns its id; it is not awaited */
  readonly createTagJob: (value: string) => Promise<string>
  readonly createFunctionJob: (name: string) => Promise<string>
  readonly untilEnded: (job: string) => Promise<JobDescriptor>
  /** The job's work and its report are there, each task once. */
  readonly checkTagJob: (job: string, value: string) => Promise<void>
  /** The same objects and manifest, in a server that has taken over the data. */
  readonly at: (url: string) => Scenario
  readonly destroy: () => void
}

export function createScenario(url: string, keys: string[] = []): Scenario {
  const settings = { region: 'us-east-1', credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'test' } }
  const s3 = new S3Client({ ...settings, endpoint: url, forcePathStyle: true })
  const control = new S3ControlClient({ ...settings, endpointProvider: () => ({ url: new URL(url) }) })
  const manifest = (): string => [...keys, 'missing'].map((key) => `things,${encodeURIComponent(key)}\n`).join('')

  const createJob = async (Operation: JobOperation): Promise<string> => {
    const { JobId } = await control.send(
      new CreateJobCommand({
        AccountId: ACCOUNT,
        ConfirmationRequired: false,
        Operation,
        Report: {
          Enabled: true,
          Bucket: 'arn:aws:s3:::reports',
          Format: 'Report_CSV_20180820',
          Prefix: 'out',
          ReportScope: 'AllTasks',
        },
        Manifest: {
          Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
          Location: {
            ObjectArn: 'arn:aws:s3:::reports/list.csv',
            ETag: createHash('md5').update(manifest()).digest('hex'),
          },
        },
        Priority: 10,
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/batch`,
      }),
    )
    return JobId ?? ''
  }
  const describe = async (JobId: string): Promise<JobDescriptor> => {
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))
    return Job ?? {}
  }
  const textOf = async (Bucket: string, Key: string): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return (await Body?.transformToString()) ?? ''
  }

  return {
    async seed(objects) {
      for (const Bucket of ['things', 'reports']) await s3.send(new CreateBucketCommand({ Bucket }))
      for (let index = 0; index < objects; index++) keys.push(`thing ${index}/ü`)
      await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket: 'things', Key, Body: Key }))))
      await s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'list.csv', Body: manifest() }))
    },
    createTagJob: (value) => createJob({ S3PutObjectTagging: { TagSet: [{ Key: 'seen', Value: value }] } }),
    createFunctionJob: (name) =>
      createJob({ LambdaInvoke: { FunctionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}` } }),
    async untilEnded(job) {
      const limit = AbortSignal.timeout(TIME_LIMIT_MS)
      for (;;) {
        const described = await describe(job)
        if (['Complete', 'Failed', 'Cancelled'].includes(described.Status ?? '')) return described
        await sleep(20, undefined, { signal: limit })
      }
    },
    async checkTagJob(job, value) {
      const { Status, ProgressSummary, FailureReasons } = await describe(job)
      assert.equal(Status, 'Complete', JSON.stringify(FailureReasons))
      const { TotalNumberOfTasks, NumberOfTasksSucceeded, NumberOfTasksFailed } = ProgressSummary ?? {}
      assert.deepEqual(
        [TotalNumberOfTasks, NumberOfTasksSucceeded, NumberOfTasksFailed],
        [keys.length + 1, keys.length, 1],
      )
      for (const Key of [keys[0], keys.at(-1)]) {
        const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: 'things', Key }))
        assert.deepEqual(TagSet, [{ Key: 'seen', Value: value }])
        assert.equal(await textOf('things', Key ?? ''), Key)
      }
      const { Contents } = await s3.send(
        new ListObjectsV2Command({ Bucket: 'reports', Prefix: `out/job-${job}/results/` }),
      )
      const results = await Promise.all((Contents ?? []).map(({ Key }) => textOf('reports', Key ?? '')))
      const rows = results.join('').trim().split('\n')
      assert.equal(rows.length, keys.length + 1)
      assert.equal(new Set(rows.map((row) => row.split(',')[1])).size, keys.length + 1)
      assert.equal(rows.filter((row) => row.includes(',failed,404,')).length, 1)
    },
    at: (other) => createScenario(other, keys),
    destroy() {
      s3.destroy()
      control.destroy()
    },
  }
}

/** All of it, in one go; with the name of an embedded function, a job of that too. */
export async function runScenario(url: string, functionName?: string): Promise<void> {
  const scenario = createScenario(url)
  try {
    await scenario.seed(12)
    const job = await scenario.createTagJob('yes')
    await scenario.untilEnded(job)
    await scenario.checkTagJob(job, 'yes')
    if (functionName === undefined) return
    const { Status, ProgressSummary } = await scenario.untilEnded(await scenario.createFunctionJob(functionName))
    assert.deepEqual([Status, ProgressSummary?.NumberOfTasksSucceeded], ['Complete', 13])
  } finally {
    scenario.destroy()
  }
}
