/**
 * The scenario of test/sdk/README.md. The clients are built as any program builds them: where they go is said by the
 * environment alone.
 */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  NoSuchBucket,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  BadRequestException,
  CreateJobCommand,
  type CreateJobRequest,
  DeleteJobTaggingCommand,
  DescribeJobCommand,
  GetJobTaggingCommand,
  IdempotencyException,
  InternalServiceException,
  InvalidNextTokenException,
  InvalidRequestException,
  type JobDescriptor,
  type JobStatus,
  JobStatusException,
  ListJobsCommand,
  NotFoundException,
  PutJobTaggingCommand,
  paginateListJobs,
  S3ControlClient,
  TooManyRequestsException,
  TooManyTagsException,
  UpdateJobPriorityCommand,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control'

const name = process.env['SCENARIO'] ?? 'javascript'
const AccountId = process.env['SCENARIO_ACCOUNT'] ?? '123456789012'
const functionArn = process.env['SCENARIO_FUNCTION']
const faults = process.env['SCENARIO_FAULTS']
const short = process.env['SCENARIO_SHORT'] === '1'

const source = `${name}-source`
const target = `${name}-target`
const reports = `${name}-reports`
const objects = new Map([
  ['plain.txt', 'one'],
  ['a folder/with blanks.txt', 'two'],
  ['grüße/日本.txt', 'three'],
  ['signs +&=%25!.txt', 'four'],
])

const s3 = new S3Client({})
const control = new S3ControlClient({})

let manifestEtag = ''
let taggingJob = ''

await step('create the buckets', async () => {
  for (const Bucket of [source, target, reports]) await s3.send(new CreateBucketCommand({ Bucket }))
})

await step('put and read the objects', async () => {
  for (const [Key, Body] of objects) await s3.send(new PutObjectCommand({ Bucket: source, Key, Body }))
  for (const [Key, Body] of objects) assert.equal(await read(source, Key), Body)
  assert.deepEqual(await keysOf(source, ''), [...objects.keys()].sort())
})

await step('put the manifest', async () => {
  const keys = [...objects.keys(), 'missing.txt']
  const Body = keys.map((key) => `${source},${encodeURIComponent(key).replaceAll('%2F', '/')}\n`).join('')
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: reports, Key: 'manifest.csv', Body }))
  manifestEtag = ETag ?? ''
})

await step('run a tagging job', async () => {
  const { JobId = '' } = await control.send(new CreateJobCommand(taggingRequest()))
  taggingJob = JobId
  const job = await waitFor(JobId, 'Complete')
  assert.equal(job.ProgressSummary?.TotalNumberOfTasks, 5)
  assert.equal(job.ProgressSummary.NumberOfTasksSucceeded, 4)
  assert.equal(job.ProgressSummary.NumberOfTasksFailed, 1)
  assert.equal(job.Description, 'tags <all> & more')
  assert.ok(job.CreationTime instanceof Date && job.TerminationDate instanceof Date)
  for (const Key of objects.keys()) {
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: source, Key }))
    assert.deepEqual(TagSet, [{ Key: 'seen', Value: 'grüße = 1+1 @home' }])
  }
})

await step('read the report', async () => {
  const folder = `out/job-${taggingJob}`
  const index = JSON.parse(await read(reports, `${folder}/manifest.json`))
  const rows: string[] = []
  for (const { Key } of index.Results)
    rows.push(...(await read(reports, Key)).split(/\r?\n/).filter((row) => row !== ''))
  assert.equal(rows.length, 5)
  assert.equal(rows.filter((row) => row.includes(',succeeded,200,')).length, 4)
  assert.match(rows.find((row) => row.includes('missing.txt')) ?? '', /,failed,404,NoSuchKey,/)
})

if (!short) await theRest()
s3.destroy()
control.destroy()

async function theRest(): Promise<void> {
  await step('create the same job again', async () => {
    const again = await control.send(new CreateJobCommand(taggingRequest()))
    assert.equal(again.JobId, taggingJob)
  })

  await step('run a copy job', async () => {
    const { JobId = '' } = await control.send(
      new CreateJobCommand({
        ...request(),
        Operation: { S3PutObjectCopy: { TargetResource: `arn:aws:s3:::${target}`, TargetKeyPrefix: 'copied' } },
      }),
    )
    await waitFor(JobId, 'Complete')
    assert.deepEqual(await keysOf(target, 'copied/'), [...objects.keys()].map((key) => `copied/${key}`).sort())
    assert.equal(await read(target, 'copied/a folder/with blanks.txt'), 'two')
  })

  if (functionArn !== undefined) {
    await step('run a Lambda job', async () => {
      const { JobId = '' } = await control.send(
        new CreateJobCommand({ ...request(), Operation: { LambdaInvoke: { FunctionArn: functionArn } } }),
      )
      const job = await waitFor(JobId, 'Complete')
      assert.equal(job.ProgressSummary?.NumberOfTasksSucceeded, 5)
    })
  }

  await step('confirm a job', async () => {
    const JobId = await suspendedJob()
    const raised = await control.send(new UpdateJobPriorityCommand({ AccountId, JobId, Priority: 77 }))
    assert.equal(raised.Priority, 77)
    const confirmed = await control.send(new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus: 'Ready' }))
    assert.equal(confirmed.Status, 'Ready')
    const job = await waitFor(JobId, 'Complete')
    assert.equal(job.Priority, 77)
  })

  await step('cancel a job', async () => {
    const JobId = await suspendedJob()
    const StatusUpdateReason = 'no more & done/é+'
    await control.send(
      new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus: 'Cancelled', StatusUpdateReason }),
    )
    const job = await waitFor(JobId, 'Cancelled')
    assert.equal(job.StatusUpdateReason, StatusUpdateReason)
  })

  await step('list the jobs', async () => {
    const ids: string[] = []
    for await (const { Jobs } of paginateListJobs({ client: control, pageSize: 1 }, { AccountId }))
      ids.push(...(Jobs ?? []).map(({ JobId }) => JobId ?? ''))
    assert.ok(ids.includes(taggingJob) && new Set(ids).size === ids.length && ids.length >= 4)
    const ended = await control.send(new ListJobsCommand({ AccountId, JobStatuses: ['Complete', 'Cancelled'] }))
    assert.deepEqual(new Set(ended.Jobs?.map(({ Status }) => Status)), new Set(['Complete', 'Cancelled']))
  })

  await step('tag a job', async () => {
    const JobId = taggingJob
    const made = await control.send(new GetJobTaggingCommand({ AccountId, JobId }))
    assert.deepEqual(made.Tags, [{ Key: 'team', Value: 'storage' }])
    const Tags = [{ Key: 'stage', Value: 'test + more' }]
    await control.send(new PutJobTaggingCommand({ AccountId, JobId, Tags }))
    assert.deepEqual((await control.send(new GetJobTaggingCommand({ AccountId, JobId }))).Tags, Tags)
    await control.send(new DeleteJobTaggingCommand({ AccountId, JobId }))
    assert.deepEqual((await control.send(new GetJobTaggingCommand({ AccountId, JobId }))).Tags ?? [], [])
  })

  await throws('NotFoundException', NotFoundException, () =>
    control.send(new DescribeJobCommand({ AccountId, JobId: '00000000-0000-4000-8000-000000000000' })),
  )
  await throws('JobStatusException', JobStatusException, () =>
    control.send(new UpdateJobStatusCommand({ AccountId, JobId: taggingJob, RequestedJobStatus: 'Cancelled' })),
  )
  await throws('IdempotencyException', IdempotencyException, () =>
    control.send(new CreateJobCommand({ ...taggingRequest(), Priority: 11 })),
  )
  await throws('InvalidNextTokenException', InvalidNextTokenException, () =>
    control.send(new ListJobsCommand({ AccountId, NextToken: 'nonsense' })),
  )
  await throws('TooManyTagsException', TooManyTagsException, () => {
    const Tags = Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: 'v' }))
    return control.send(new PutJobTaggingCommand({ AccountId, JobId: taggingJob, Tags }))
  })
  await throws('BadRequestException', BadRequestException, () =>
    control.send(new UpdateJobPriorityCommand({ AccountId, JobId: taggingJob, Priority: 1 })),
  )
  if (faults !== undefined) await disturbed()
  await throws('NoSuchKey', NoSuchKey, () => s3.send(new GetObjectCommand({ Bucket: source, Key: 'missing.txt' })))
  await throws('NoSuchBucket', NoSuchBucket, () =>
    s3.send(new GetObjectCommand({ Bucket: `${name}-no-such-bucket`, Key: 'a' })),
  )
  if (faults !== undefined) {
    await step('get over a fault', async () => {
      const fault = { ...ofTheJob(), code: 'InternalServiceException', times: 1 }
      assert.equal((await during(fault, describeJob)).met, 1)
    })
  }
}

/** What no request provokes: the emulator is asked for it (docs/faults.md). */
async function disturbed(): Promise<void> {
  const ofTheList = { operation: 'ListJobs', query: { nextToken: name } }
  await throws('InvalidRequestException', InvalidRequestException, () =>
    during({ ...ofTheList, code: 'InvalidRequestException' }, () =>
      control.send(new ListJobsCommand({ AccountId, NextToken: name })),
    ),
  )
  for (const [code, type] of Object.entries({ TooManyRequestsException, InternalServiceException })) {
    await throws(code, type, () => during({ ...ofTheJob(), code }, describeJob))
  }
}

function describeJob(): Promise<unknown> {
  return control.send(new DescribeJobCommand({ AccountId, JobId: taggingJob }))
}

function ofTheJob() {
  return { operation: 'DescribeJob', path: `/v20180820/jobs/${taggingJob}` }
}

/** @returns the fault as it is after the call */
async function during(fault: object, call: () => Promise<unknown>): Promise<{ readonly met: number }> {
  const body = JSON.stringify({ times: 0, ...fault })
  const added = await fetch(`${faults}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { id } = (await added.json()) as { readonly id: string }
  try {
    await call()
    return (await (await fetch(`${faults}/${id}`)).json()) as { readonly met: number }
  } finally {
    await fetch(`${faults}/${id}`, { method: 'DELETE' })
  }
}

function request(): Omit<CreateJobRequest, 'Operation'> {
  return {
    AccountId,
    ConfirmationRequired: false,
    Priority: 10,
    RoleArn: `arn:aws:iam::${AccountId}:role/batch`,
    Report: {
      Enabled: true,
      Bucket: `arn:aws:s3:::${reports}`,
      Format: 'Report_CSV_20180820',
      Prefix: 'out',
      ReportScope: 'AllTasks',
    },
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: `arn:aws:s3:::${reports}/manifest.csv`, ETag: manifestEtag },
    },
  }
}

function taggingRequest(): CreateJobRequest {
  return {
    ...request(),
    Operation: { S3PutObjectTagging: { TagSet: [{ Key: 'seen', Value: 'grüße = 1+1 @home' }] } },
    Description: 'tags <all> & more',
    Tags: [{ Key: 'team', Value: 'storage' }],
    ClientRequestToken: `token-of-${name}`,
  }
}

async function suspendedJob(): Promise<string> {
  const Operation = { S3DeleteObjectTagging: {} }
  const { JobId = '' } = await control.send(
    new CreateJobCommand({ ...request(), Operation, ConfirmationRequired: true }),
  )
  await waitFor(JobId, 'Suspended')
  return JobId
}

async function waitFor(JobId: string, status: JobStatus): Promise<JobDescriptor> {
  for (let tries = 0; ; tries++) {
    const { Job } = await control.send(new DescribeJobCommand({ AccountId, JobId }))
    if (Job?.Status === status) return Job
    if (tries === 600 || Job?.Status === 'Failed')
      throw new Error(`job ${JobId} is ${Job?.Status}, not ${status}: ${JSON.stringify(Job?.FailureReasons)}`)
    await sleep(25)
  }
}

async function read(Bucket: string, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return (await Body?.transformToString()) ?? ''
}

async function keysOf(Bucket: string, Prefix: string): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { Contents } of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket, Prefix }))
    keys.push(...(Contents ?? []).map(({ Key }) => Key ?? ''))
  return keys
}

async function throws(
  code: string,
  type: abstract new (...args: never[]) => Error,
  call: () => Promise<unknown>,
): Promise<void> {
  await step(`catch ${code}`, () =>
    assert.rejects(call(), (error) => {
      if (!(error instanceof type)) throw error
      assert.equal(error.name, code)
      return error.message !== ''
    }),
  )
}

async function step(title: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
    console.log(`ok - ${title}`)
  } catch (error) {
    console.log(`not ok - ${title}`)
    console.error(error)
    process.exit(1)
  }
}
