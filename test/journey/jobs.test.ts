import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { GetObjectTaggingCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { UpdateJobStatusCommand } from '@aws-sdk/client-s3-control'
import { createJob } from '../support/create-job.ts'
import { makeJobWorld, putManifest, REPORT, textOf, textsOf } from '../support/job-world.ts'
import { ACCOUNT, testServer } from '../support/running-server.ts'
import { waitForJob } from '../support/wait-for-job.ts'

describe('a tagging job over three rows, one of them missing', async () => {
  const { s3, control } = await testServer({ after })
  await makeJobWorld(s3, ['a b.txt', 'photos/c.jpg'])
  const Manifest = await putManifest(s3, ['a%20b.txt', 'photos/c.jpg', 'missing.txt'])
  const JobId = await createJob(control, { Manifest, Report: REPORT })
  const job = await waitForJob(control, JobId, 'Complete')
  const report = await textsOf(s3, 'reports')
  const folder = `out/job-${JobId}`

  test('ends Complete, with its counters and without failure reasons', () => {
    const { TotalNumberOfTasks, NumberOfTasksSucceeded, NumberOfTasksFailed } = job.ProgressSummary ?? {}
    assert.deepEqual([TotalNumberOfTasks, NumberOfTasksSucceeded, NumberOfTasksFailed], [3, 2, 1])
    assert.deepEqual(job.FailureReasons, [])
    assert.ok((job.TerminationDate?.getTime() ?? 0) >= (job.CreationTime?.getTime() ?? 0))
  })

  test('tags every object that is there', async () => {
    for (const Key of ['a b.txt', 'photos/c.jpg']) {
      const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: 'source', Key }))
      assert.deepEqual(TagSet, [{ Key: 'seen', Value: 'yes' }])
    }
  })

  test('writes an index under both names, and its digest', () => {
    const names = Object.keys(report).filter((key) => !key.includes('/results/'))
    assert.deepEqual(names, [`${folder}/manifest.json`, `${folder}/manifest.json.md5`, `${folder}/report.json`])
    assert.equal(report[`${folder}/report.json`], report[`${folder}/manifest.json`])
    const index = JSON.parse(report[`${folder}/manifest.json`] ?? '')
    assert.deepEqual(
      index.Results.map((entry: { TaskExecutionStatus: string }) => entry.TaskExecutionStatus),
      ['succeeded', 'failed'],
    )
    assert.equal(index.ReportSchema, 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage')
  })

  test('writes succeeded and failed rows apart, keys as the manifest wrote them', () => {
    const index = JSON.parse(report[`${folder}/manifest.json`] ?? '')
    const [succeeded, failed] = index.Results.map((entry: { Key: string }) => report[entry.Key])
    assert.equal(
      succeeded,
      'source,a%20b.txt,,succeeded,200,,Successful\r\nsource,photos/c.jpg,,succeeded,200,,Successful\r\n',
    )
    assert.match(
      failed ?? '',
      /^source,missing\.txt,,failed,404,NoSuchKey,The specified key does not exist\. \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: \w+; S3 Extended Request ID: \S+; Proxy: null\)\r\n$/,
    )
  })
})

describe('jobs', async () => {
  const { s3, control } = await testServer({ after })
  await makeJobWorld(s3, ['one', 'two/three'])
  const Manifest = await putManifest(s3, ['one', 'two/three'])

  test('copy objects under a prefix, with new metadata', async () => {
    const JobId = await createJob(control, {
      Manifest,
      Operation: {
        S3PutObjectCopy: {
          TargetResource: 'arn:aws:s3:::target',
          TargetKeyPrefix: 'copied',
          MetadataDirective: 'REPLACE',
          NewObjectMetadata: { ContentType: 'text/x-copied', UserMetadata: { from: 'job' } },
        },
      },
    })
    await waitForJob(control, JobId, 'Complete')
    const copies = await textsOf(s3, 'target')
    assert.deepEqual(Object.values(copies).sort(), ['body of one', 'body of two/three'])
    for (const Key of Object.keys(copies)) {
      const head = await s3.send(new HeadObjectCommand({ Bucket: 'target', Key }))
      assert.deepEqual([head.ContentType, head.Metadata], ['text/x-copied', { from: 'job' }])
    }
  })

  test('fail when their manifest is not there, or not the one that was named', async () => {
    const missing = await createJob(control, {
      Manifest: { ...Manifest, Location: { ObjectArn: 'arn:aws:s3:::manifests/none.csv', ETag: 'e' } },
    })
    const changed = await createJob(control, {
      Manifest: {
        ...Manifest,
        Location: { ObjectArn: Manifest.Location?.ObjectArn, ETag: '"0123456789abcdef0123456789abcdef"' },
      },
    })
    for (const JobId of [missing, changed]) {
      const { FailureReasons, ProgressSummary } = await waitForJob(control, JobId, 'Failed')
      assert.equal(FailureReasons?.[0]?.FailureCode, 'ManifestNotFound')
      assert.equal(ProgressSummary?.TotalNumberOfTasks, 0)
    }
  })

  test('fail whole when one row has another number of columns', async () => {
    const { Spec } = Manifest
    const { ETag } = await s3.send(
      new PutObjectCommand({ Bucket: 'manifests', Key: 'short.csv', Body: 'source,one\nsource\n' }),
    )
    const JobId = await createJob(control, {
      Manifest: { Spec, Location: { ObjectArn: 'arn:aws:s3:::manifests/short.csv', ETag } },
    })
    assert.deepEqual((await waitForJob(control, JobId, 'Failed')).FailureReasons, [
      { FailureCode: 'InvalidManifestContent', FailureReason: 'Unexpected number of task fields' },
    ])
  })

  test('that are cancelled before any task write no report', async () => {
    const JobId = await createJob(control, { Manifest, Report: REPORT, ConfirmationRequired: true })
    await waitForJob(control, JobId, 'Suspended')
    await control.send(new UpdateJobStatusCommand({ AccountId: ACCOUNT, JobId, RequestedJobStatus: 'Cancelled' }))
    assert.deepEqual(await textsOf(s3, 'reports'), {})
  })

  test('fail when more than half of a thousand tasks failed', async () => {
    const rows = Array.from({ length: 3000 }, (_, n) => `no-such-${n}`)
    const JobId = await createJob(control, { Manifest: await putManifest(s3, rows, 'missing.csv'), Report: REPORT })
    const { ProgressSummary, FailureReasons } = await waitForJob(control, JobId, 'Failed')
    assert.ok((ProgressSummary?.NumberOfTasksFailed ?? 0) >= 1000)
    assert.equal(FailureReasons?.length, 1)
    const index = JSON.parse(await textOf(s3, 'reports', `out/job-${JobId}/manifest.json`))
    assert.deepEqual(
      index.Results.map((entry: { TaskExecutionStatus: string }) => entry.TaskExecutionStatus),
      ['failed'],
    )
  })

  test('of 100,000 rows are done in one go', async () => {
    const rows = Array.from({ length: 100_000 }, (_, n) => (n % 2 === 0 ? 'one' : 'two/three'))
    const JobId = await createJob(control, { Manifest: await putManifest(s3, rows, 'many.csv') })
    const { ProgressSummary } = await waitForJob(control, JobId, 'Complete')
    assert.deepEqual([ProgressSummary?.TotalNumberOfTasks, ProgressSummary?.NumberOfTasksSucceeded], [100_000, 100_000])
  })
})

test('result files are split after as many rows as the server was told', async (t) => {
  const server = await testServer(t, { reportRows: 2 })
  const keys = ['a', 'b', 'c', 'd', 'e']
  await makeJobWorld(server.s3, keys)
  const id = await createJob(server.control, {
    Manifest: await putManifest(server.s3, [...keys, 'none']),
    Report: REPORT,
  })
  await waitForJob(server.control, id, 'Complete')
  const texts = await textsOf(server.s3, 'reports')
  const { Results } = JSON.parse(texts[`out/job-${id}/manifest.json`] ?? '') as {
    Results: { TaskExecutionStatus: string; Key: string }[]
  }
  const rows = Results.map(({ TaskExecutionStatus: status, Key }) => [
    status,
    (texts[Key] ?? '').split('\r\n').length - 1,
  ])
  assert.deepEqual(rows, [
    ['succeeded', 2],
    ['succeeded', 2],
    ['succeeded', 1],
    ['failed', 1],
  ])
})
