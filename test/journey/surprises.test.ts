/** The surprises of S3 Batch Operations: what a user of the real service meets and no one expects. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import {
  type CreateJobCommandInput,
  DescribeJobCommand,
  type JobDescriptor,
  ListJobsCommand,
} from '@aws-sdk/client-s3-control'
import { createJob } from '../support/create-job.ts'
import { functionFolder } from '../support/function-folder.ts'
import { makeJobWorld, putManifest, REPORT, textOf, textsOf } from '../support/job-world.ts'
import { ACCOUNT, type TestServer, testServer } from '../support/running-server.ts'
import { waitForJob } from '../support/wait-for-job.ts'

describe('what surprises users of S3 Batch Operations', () => {
  let server: TestServer
  const ends: (() => unknown)[] = []
  after(async () => {
    for (const end of ends.toReversed()) await end()
  })
  const functions = functionFolder({
    'refuse.mjs': `export const handler = async ({ invocationSchemaVersion, invocationId, tasks }) => ({
        invocationSchemaVersion, invocationId, treatMissingKeysAs: 'PermanentFailure',
        results: tasks.map(({ taskId }) => ({ taskId, resultCode: 'PermanentFailure', resultString: 'no' })),
      })`,
  })
  before(async () => {
    const hooks = { after: (hook: () => unknown) => void ends.push(hook) }
    server = await testServer(hooks, { functions: functions.path })
    await makeJobWorld(server.s3, ['a', 'b', 'Folder1/test_object.txt', 'pct%20literal.txt'])
  })

  const run = async (changes: Partial<CreateJobCommandInput>): Promise<JobDescriptor> => {
    const id = await createJob(server.control, { Report: { ...REPORT, Prefix: 'out' }, ...changes })
    return waitForJob(server.control, id, 'Complete', 'Failed', 'Suspended')
  }
  const manifest = (rows: readonly string[]) => putManifest(server.s3, rows, `${rows.length}-${rows[0]}.csv`)
  const reportOf = async ({ JobId }: JobDescriptor): Promise<Record<string, string>> => {
    const prefix = `out/job-${JobId}/`
    const texts = Object.entries(await textsOf(server.s3, 'reports')).filter(([key]) => key.startsWith(prefix))
    return Object.fromEntries(texts.map(([key, text]) => [key.slice(prefix.length), text]))
  }
  const rowsOf = async (job: JobDescriptor): Promise<string[]> => {
    const files = Object.entries(await reportOf(job)).filter(([key]) => key.startsWith('results/'))
    return files.flatMap(([, text]) => text.split('\r\n').filter((row) => row !== ''))
  }

  test('1: the report index is manifest.json', async () => {
    const report = await reportOf(await run({ Manifest: await manifest(['a']) }))
    assert.ok('manifest.json' in report)
    // Ours besides: the path that the API Reference names has the same content.
    assert.equal(report['report.json'], report['manifest.json'])
  })

  test('2: ReportSchema names the two code columns in the wrong order', async () => {
    const job = await run({ Manifest: await manifest(['missing']) })
    const index = JSON.parse((await reportOf(job))['manifest.json'] ?? '') as { ReportSchema: string }
    assert.equal(index.ReportSchema, 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage')
    assert.match((await rowsOf(job))[0] ?? '', /^source,missing,,failed,404,NoSuchKey,/)
  })

  test('3: the report echoes the encoded manifest key', async () => {
    const rows = await rowsOf(await run({ Manifest: await manifest(['pct%2520literal.txt']) }))
    assert.deepEqual(rows, ['source,pct%2520literal.txt,,succeeded,200,,Successful'])
  })

  test('4: absent ConfirmationRequired means confirmation is required', async () => {
    const job = await run({ Manifest: await manifest(['a']), ConfirmationRequired: undefined })
    assert.equal(job.Status, 'Suspended')
  })

  test('5: one short row kills the whole job; an empty version id kills only its task', async () => {
    const short = await run({ Manifest: await manifest(['a', 'b,extra']) })
    assert.equal(short.Status, 'Failed')
    assert.deepEqual(short.FailureReasons, [
      { FailureCode: 'InvalidManifestContent', FailureReason: 'Unexpected number of task fields' },
    ])
    const { Location } = await manifest(['a,', 'b,null'])
    const Spec = { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] } as const
    const job = await run({ Manifest: { Spec: { ...Spec, Fields: [...Spec.Fields] }, Location } })
    assert.equal(job.Status, 'Complete')
    assert.deepEqual((await rowsOf(job)).sort(), [
      'source,a,,failed,400,InvalidRequest,Task failed due to missing VersionId',
      'source,b,null,succeeded,200,,Successful',
    ])
  })

  test('6: a missing manifest or wrong ETag is a job failure, not a CreateJob error', async () => {
    const { Spec, Location } = await manifest(['a'])
    const wrong = await run({ Manifest: { Spec, Location: { ObjectArn: Location?.ObjectArn, ETag: 'f'.repeat(32) } } })
    assert.deepEqual(wrong.FailureReasons?.[0]?.FailureReason, 'Etag mismatch reading manifest')
    const ObjectArn = 'arn:aws:s3:::manifests/nowhere.csv'
    const missing = await run({ Manifest: { Spec, Location: { ObjectArn, ETag: Location?.ETag } } })
    assert.deepEqual(missing.FailureReasons?.[0]?.FailureCode, 'ManifestNotFound')
  })

  test('7: all tasks may fail and the job is still Complete below 1,000 tasks', async () => {
    const job = await run({ Manifest: await manifest(Array.from({ length: 999 }, (_, index) => `gone-${index}`)) })
    assert.equal(job.Status, 'Complete')
    assert.equal(job.ProgressSummary?.NumberOfTasksFailed, 999)
  })

  describe('of replication', () => {
    let rows: string[]
    before(async () => {
      for (const Bucket of ['rep-source', 'rep-target']) {
        await server.s3.send(new CreateBucketCommand({ Bucket }))
        await server.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
      }
      const put = async (Key: string) => {
        const { VersionId } = await server.s3.send(new PutObjectCommand({ Bucket: 'rep-source', Key, Body: Key }))
        return `rep-source,${Key},${VersionId}`
      }
      const listed = [await put('in/a'), await put('out/b')]
      await server.s3.send(
        new PutBucketReplicationCommand({
          Bucket: 'rep-source',
          ReplicationConfiguration: {
            Role: `arn:aws:iam::${ACCOUNT}:role/replication`,
            Rules: [
              {
                ID: 'only-in',
                Priority: 1,
                Status: 'Enabled',
                Filter: { Prefix: 'in/' },
                DeleteMarkerReplication: { Status: 'Disabled' },
                ExistingObjectReplication: { Status: 'Enabled' },
                Destination: { Bucket: 'arn:aws:s3:::rep-target' },
              },
            ],
          },
        }),
      )
      const Body = `${listed.join('\n')}\n`
      const { ETag } = await server.s3.send(new PutObjectCommand({ Bucket: 'manifests', Key: 'rep.csv', Body }))
      const job = await run({
        Operation: { S3ReplicateObject: {} },
        Manifest: {
          Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] },
          Location: { ObjectArn: 'arn:aws:s3:::manifests/rep.csv', ETag },
        },
      })
      rows = await rowsOf(job)
    })

    test('8: its rows say `success`, those of other native operations `Successful`', async () => {
      assert.match(rows.find((row) => row.includes('in/a')) ?? '', /,succeeded,200,,success$/)
      const [tagged] = await rowsOf(await run({ Manifest: await manifest(['a']) }))
      assert.match(tagged ?? '', /,succeeded,200,,Successful$/)
    })

    test('9: HTTP 500 in its rows can be permanent', () => {
      assert.match(
        rows.find((row) => row.includes('out/b')) ?? '',
        /,failed,500,SrcObjectNotEligible,Object is not eligible for replication$/,
      )
    })
  })

  test('10: HTTP 200 in failed Lambda and checksum rows', async () => {
    const FunctionArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:refuse`
    const lambda = await run({ Operation: { LambdaInvoke: { FunctionArn } }, Manifest: await manifest(['a']) })
    assert.deepEqual(await rowsOf(lambda), ['source,a,,failed,200,PermanentFailure,no'])
    const checksum = await run({
      Operation: { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' } },
      Report: { ...REPORT, Prefix: 'out', ExpectedBucketOwner: ACCOUNT },
      Manifest: await manifest(['missing']),
    })
    assert.match((await rowsOf(checksum))[0] ?? '', /^source,missing,,failed,200,PermanentFailure,"error details: /)
  })

  test('11: FailureReasons is an empty list rather than absent', async () => {
    const job = await run({ Manifest: await manifest(['a']) })
    const { Job } = await server.control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId: job.JobId }))
    assert.deepEqual(Job?.FailureReasons, [])
    assert.match(await rawJob(server, job.JobId), /<FailureReasons\/>|<FailureReasons><\/FailureReasons>/)
  })

  test('12: ListJobs is newest first, filter by repeated jobStatuses', async () => {
    const { Jobs = [] } = await server.control.send(new ListJobsCommand({ AccountId: ACCOUNT }))
    const created = Jobs.map(({ CreationTime }) => CreationTime?.getTime() ?? 0)
    assert.deepEqual(
      created,
      created.toSorted((left, right) => right - left),
    )
    const some = await server.control.send(
      new ListJobsCommand({ AccountId: ACCOUNT, JobStatuses: ['Failed', 'Suspended'] }),
    )
    assert.deepEqual(new Set(some.Jobs?.map(({ Status }) => Status)), new Set(['Failed', 'Suspended']))
  })

  test('13: list items are `member`, except `ObjectEncryption`', async () => {
    const id = await createJob(server.control, {
      ConfirmationRequired: true,
      Manifest: undefined,
      ManifestGenerator: {
        S3JobManifestGenerator: {
          SourceBucket: 'arn:aws:s3:::source',
          EnableManifestOutput: false,
          Filter: { MatchAnyObjectEncryption: [{ SSES3: {} }], MatchAnyStorageClass: ['STANDARD'] },
        },
      },
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    const xml = await rawJob(server, id)
    assert.match(xml, /<MatchAnyObjectEncryption><ObjectEncryption><SSE-S3\s*\/?>/)
    assert.match(xml, /<MatchAnyStorageClass><member>STANDARD<\/member>/)
  })

  test('14: validation errors of CreateJob have Code InvalidRequest, which CreateJob does not model', async () => {
    await assert.rejects(createJob(server.control, { Manifest: undefined }), {
      name: 'InvalidRequest',
      message: 'Invalid job manifest',
    })
  })

  test('15: TargetKeyPrefix keeps the full source key behind the prefix', async () => {
    await run({
      Operation: { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target', TargetKeyPrefix: 'Folder2' } },
      Manifest: await manifest(['Folder1/test_object.txt']),
    })
    const text = await textOf(server.s3, 'target', 'Folder2/Folder1/test_object.txt')
    assert.equal(text, 'body of Folder1/test_object.txt')
  })

  test('16: copy jobs live in the Region of the destination, as every job lives in one Region', async () => {
    const west = server.controlOf({ region: 'us-west-2' })
    const id = await createJob(west, { Manifest: await manifest(['a']) })
    const job = await waitForJob(west, id, 'Complete')
    assert.match(job.JobArn ?? '', /^arn:aws:s3:us-west-2:/)
    await assert.rejects(server.control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId: id })), {
      name: 'NotFoundException',
    })
  })

  test('17: report objects are SSE-S3 even in SSE-KMS buckets', async () => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }]
    await server.s3.send(
      new PutBucketEncryptionCommand({ Bucket: 'reports', ServerSideEncryptionConfiguration: { Rules } }),
    )
    const { JobId } = await run({ Manifest: await manifest(['a']) })
    const head = await server.s3.send(
      new HeadObjectCommand({ Bucket: 'reports', Key: `out/job-${JobId}/manifest.json` }),
    )
    assert.equal(head.ServerSideEncryption, 'AES256')
  })

  test('18: clients prepend the account id to a custom endpoint’s host name, and are understood', async () => {
    const { JobId } = await run({ Manifest: await manifest(['a']) })
    assert.match(await rawJob(server, JobId, `${ACCOUNT}.localhost:${server.port}`), /<Status>Complete<\/Status>/)
  })
})

/** DescribeJob's bytes. */
function rawJob({ port }: TestServer, id: string | undefined, host = 'localhost'): Promise<string> {
  const headers = { host, 'x-amz-account-id': ACCOUNT }
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path: `/v20180820/jobs/${id}`, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    })
    sent.on('error', reject).end()
  })
}
