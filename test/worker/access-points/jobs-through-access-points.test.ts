import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { CreateAccessPointCommand, type JobManifest, type JobOperation } from '@aws-sdk/client-s3-control'
import { createJob } from '../../support/create-job.ts'
import { makeJobWorld, REPORT, textOf, textsOf } from '../../support/job-world.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'

describe('a job names its buckets by access points', async () => {
  const { control, s3 } = await testServer({ after })
  await makeJobWorld(s3, ['a', 'b'])
  const pointOf = async (Bucket: string) => {
    const made = await control.send(
      new CreateAccessPointCommand({ AccountId: ACCOUNT, Name: `${Bucket}-point`, Bucket }),
    )
    return { arn: made.AccessPointArn ?? '', alias: made.Alias ?? '' }
  }
  const [source, target, manifests] = await Promise.all(['source', 'target', 'manifests'].map(pointOf))
  assert.ok(source && target && manifests)
  const listed = async (Key: string, bucket = source.alias): Promise<JobManifest> => {
    const Body = `${bucket},a\n${bucket},b\n`
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'manifests', Key, Body }))
    return {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: `arn:aws:s3:::manifests/${Key}`, ETag },
    }
  }
  const run = async (Operation: JobOperation, Manifest: JobManifest) => {
    const JobId = await createJob(control, { Operation, Manifest, Report: REPORT })
    const { ProgressSummary } = await waitForJob(control, JobId, 'Complete')
    const { NumberOfTasksSucceeded: succeeded, NumberOfTasksFailed: failed } = ProgressSummary ?? {}
    return { JobId, counts: [succeeded, failed] }
  }

  test('in the rows of its manifest, and its report says what they said', async () => {
    const { JobId, counts } = await run(
      { S3PutObjectTagging: { TagSet: [{ Key: 'seen', Value: 'yes' }] } },
      await listed('tags.csv'),
    )
    assert.deepEqual(counts, [2, 0])
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: 'source', Key: 'b' }))
    assert.deepEqual(TagSet, [{ Key: 'seen', Value: 'yes' }])
    const report = Object.entries(await textsOf(s3, 'reports')).find(
      ([key]) => key.includes(JobId) && key.endsWith('.csv'),
    )
    assert.match(report?.[1] ?? '', new RegExp(`^${source.alias},a,`))
  })

  test('also when its tasks are run one by one', async () => {
    const { counts } = await run({ S3ComputeObjectChecksum: {} }, await listed('sums.csv'))
    assert.deepEqual(counts, [2, 0])
  })

  test('in the target of its copies', async () => {
    const targets = { arn: target.arn, alias: `arn:aws:s3:::${target.alias}` }
    for (const [TargetKeyPrefix, TargetResource] of Object.entries(targets)) {
      const { counts } = await run(
        { S3PutObjectCopy: { TargetResource, TargetKeyPrefix } },
        await listed(`${TargetKeyPrefix}.csv`),
      )
      assert.deepEqual(counts, [2, 0])
      assert.equal(await textOf(s3, 'target', `${TargetKeyPrefix}/a`), 'body of a')
    }
  })

  test('in the address of its manifest', async () => {
    const plain = await listed('by-point.csv', 'source')
    for (const ObjectArn of [`${manifests.arn}/object/by-point.csv`, `arn:aws:s3:::${manifests.alias}/by-point.csv`]) {
      const Manifest = { ...plain, Location: { ObjectArn, ETag: plain.Location?.ETag } }
      assert.deepEqual((await run({ S3DeleteObjectTagging: {} }, Manifest)).counts, [2, 0])
    }
  })

  test('and its tasks fail where there is none', async () => {
    const { counts } = await run({ S3DeleteObjectTagging: {} }, await listed('lost.csv', `x${source.alias}`))
    assert.deepEqual(counts, [0, 2])
    const lost = target.arn.replace('target-point', 'lost')
    const copy = await run({ S3PutObjectCopy: { TargetResource: lost } }, await listed('lost-target.csv'))
    assert.deepEqual(copy.counts, [0, 2])
  })
})
