/**
 * The main job in one command: a server of its own, buckets from `fixtures/demo`, a tagging job and a copy job through
 * the AWS SDK, their states as they change, and their reports.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateJobCommand,
  DescribeJobCommand,
  type JobDescriptor,
  type JobOperation,
  S3ControlClient,
} from '@aws-sdk/client-s3-control'
import { startServer } from '../server/index.ts'

const ACCOUNT = '123456789012'
const DATA = join(import.meta.dirname, '..', 'fixtures', 'demo')
const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'test' }

const server = await startServer()
const s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, forcePathStyle: true })
const control = new S3ControlClient({
  endpoint: server.url,
  region: 'us-east-1',
  credentials,
  // S3 Control clients put "{AccountId}." before the host of an endpoint; this one does not (see docs/sdk).
  endpointProvider: () => ({ url: new URL(server.url) }),
})

say(`s3control-local runs at ${server.url}`)
await seed()
const manifestEtag = await putManifest()
await runJob('Tag every object of the manifest', {
  S3PutObjectTagging: { TagSet: [{ Key: 'reviewed', Value: 'yes' }] },
})
await runJob('Copy every object of the manifest to another bucket', {
  S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::demo-archive', TargetKeyPrefix: '2026' },
})
await server.stop()

async function seed(): Promise<void> {
  for (const Bucket of ['demo-photos', 'demo-archive', 'demo-reports'])
    await s3.send(new CreateBucketCommand({ Bucket }))
  const folder = join(DATA, 'objects')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name)
    const Key = relative(folder, path).split(sep).join('/')
    await s3.send(new PutObjectCommand({ Bucket: 'demo-photos', Key, Body: readFileSync(path) }))
  }
  say(`${files.length} objects are in s3://demo-photos`)
}

async function putManifest(): Promise<string> {
  const Body = readFileSync(join(DATA, 'manifest.csv'))
  await s3.send(new PutObjectCommand({ Bucket: 'demo-reports', Key: 'manifest.csv', Body }))
  say(`the manifest lists ${Body.toString().trim().split('\n').length} keys, one of which does not exist`)
  return createHash('md5').update(Body).digest('hex')
}

async function runJob(title: string, Operation: JobOperation): Promise<void> {
  say(`\n── ${title}`)
  const { JobId } = await control.send(
    new CreateJobCommand({
      AccountId: ACCOUNT,
      ConfirmationRequired: false,
      Priority: 10,
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/batch-operations`,
      Operation,
      Report: {
        Enabled: true,
        Bucket: 'arn:aws:s3:::demo-reports',
        Format: 'Report_CSV_20180820',
        Prefix: 'reports',
        ReportScope: 'AllTasks',
      },
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
        Location: { ObjectArn: 'arn:aws:s3:::demo-reports/manifest.csv', ETag: manifestEtag },
      },
    }),
  )
  say(`CreateJob → ${JobId}`)
  const job = await watch(JobId ?? '')
  if (job.Status !== 'Complete')
    throw new Error(`The job ended as ${job.Status}: ${JSON.stringify(job.FailureReasons)}`)
  await showReport(`reports/job-${JobId}`)
}

/** Follows a job until it has ended, and tells each change. */
async function watch(JobId: string): Promise<JobDescriptor> {
  let shown = ''
  for (;;) {
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))
    const {
      TotalNumberOfTasks: total,
      NumberOfTasksSucceeded: good,
      NumberOfTasksFailed: bad,
    } = Job?.ProgressSummary ?? {}
    const line = `${Job?.Status?.padEnd(10)} ${good} succeeded, ${bad} failed of ${total}`
    if (line !== shown) say(`DescribeJob → ${line}`)
    shown = line
    if (Job?.TerminationDate !== undefined) return Job
    await sleep(1)
  }
}

async function showReport(folder: string): Promise<void> {
  const index = await text(`${folder}/manifest.json`)
  say(`${folder}/manifest.json\n${indent(JSON.stringify(JSON.parse(index), undefined, 2))}`)
  const { Results } = JSON.parse(index) as { Results: { Key: string }[] }
  for (const { Key } of Results) say(`${Key}\n${indent(await text(Key))}`)
}

async function text(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'demo-reports', Key }))
  return (await Body?.transformToString()) ?? ''
}

function indent(lines: string): string {
  return lines
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `    ${line}`)
    .join('\n')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
