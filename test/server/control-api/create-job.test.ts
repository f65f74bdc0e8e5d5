import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeJobCommand,
  type JobManifest,
  ListJobsCommand,
} from '@aws-sdk/client-s3-control'
import { createJob, jobRequest } from '../../support/create-job.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'

describe('CreateJob', async () => {
  const server = await testServer({ after })

  test('a job can be described at once, with what was asked for', async () => {
    const JobId = await createJob(server.control, {
      ConfirmationRequired: true,
      Description: 'd & <x> é',
      Tags: [{ Key: 'a', Value: 'b' }],
      Report: {
        Enabled: true,
        Bucket: 'arn:aws:s3:::reports',
        Format: 'Report_CSV_20180820',
        Prefix: 'p/',
        ReportScope: 'AllTasks',
        ExpectedBucketOwner: ACCOUNT,
      },
    })
    assert.match(JobId, /^[0-9a-f-]{36}$/)
    const { Job } = await server.control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))
    const { Manifest, Operation, Report } = jobRequest()
    assert.deepEqual([Job?.Manifest, Job?.Operation], [Manifest, Operation])
    assert.deepEqual(Job?.Report, {
      ...Report,
      Enabled: true,
      Bucket: 'arn:aws:s3:::reports',
      Format: 'Report_CSV_20180820',
      Prefix: 'p/',
      ReportScope: 'AllTasks',
      ExpectedBucketOwner: ACCOUNT,
    })
    assert.equal(Job?.JobArn, `arn:aws:s3:us-east-1:${ACCOUNT}:job/${JobId}`)
    assert.deepEqual([Job?.Description, Job?.Priority, Job?.ConfirmationRequired], ['d & <x> é', 10, true])
    assert.ok(Job?.CreationTime instanceof Date)
  })

  test('confirmation is required unless it is refused in so many words', async () => {
    const JobId = await createJob(server.control, { ConfirmationRequired: undefined })
    const { Job } = await server.control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }))
    assert.equal(Job?.ConfirmationRequired, true)
  })

  test('the same token with the same request is the same job', async () => {
    const ClientRequestToken = 'token-same'
    const first = await createJob(server.control, { ClientRequestToken })
    assert.equal(await createJob(server.control, { ClientRequestToken }), first)
  })

  test('a token of another account or Region is another token', async () => {
    const ClientRequestToken = 'token-places'
    const first = await createJob(server.control, { ClientRequestToken })
    const elsewhere = server.controlOf({ region: 'eu-west-1' })
    assert.notEqual(await createJob(elsewhere, { ClientRequestToken }), first)
  })

  test('the same token with another request is refused', async () => {
    const ClientRequestToken = 'token-other'
    await createJob(server.control, { ClientRequestToken })
    await refused({ ClientRequestToken, Priority: 11 }, 'IdempotencyException', 400)
    await refused({ ClientRequestToken, Tags: [{ Key: 'a', Value: 'b' }] }, 'IdempotencyException', 400)
  })

  const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  const GENERATOR = { SourceBucket: 'arn:aws:s3:::src', EnableManifestOutput: false }
  const REFUSALS: readonly (readonly [what: string, Partial<CreateJobCommandInput>, code: string, message: RegExp])[] =
    [
      ['no role', { RoleArn: undefined }, 'InvalidRequest', /^Missing role arn$/],
      ['a role that is no ARN', { RoleArn: 'admin' }, 'InvalidRequest', /^Invalid role arn$/],
      [
        'a role of another account',
        { RoleArn: 'arn:aws:iam::999999999999:role/r' },
        'AccessDenied',
        /^Cross-account pass role is not allowed$/,
      ],
      [
        'a role of another partition',
        { RoleArn: `arn:aws-cn:iam::${ACCOUNT}:role/r` },
        'AccessDenied',
        /^Access Denied$/,
      ],
      ['no manifest', { Manifest: undefined }, 'InvalidRequest', /^Invalid job manifest$/],
      [
        'a manifest and a generator',
        { ManifestGenerator: { S3JobManifestGenerator: GENERATOR } },
        'InvalidRequest',
        /^Invalid job manifest$/,
      ],
      [
        'a manifest that is no object',
        { Manifest: manifest({}, 'arn:aws:s3:::bucket') },
        'InvalidRequest',
        /^Invalid job manifest$/,
      ],
      [
        'a manifest of another account',
        { Manifest: manifest({}, 'arn:aws:s3::999999999999:b/k') },
        'AccessDenied',
        /./,
      ],
      [
        'a manifest without fields',
        { Manifest: manifest({ Fields: undefined }) },
        'InvalidRequest',
        /^Invalid job manifest$/,
      ],
      [
        'fields without Key',
        { Manifest: manifest({ Fields: ['Bucket'] }) },
        'InvalidRequest',
        /^Invalid job manifest$/,
      ],
      [
        'a field twice',
        { Manifest: manifest({ Fields: ['Bucket', 'Key', 'Key'] }) },
        'InvalidRequest',
        /^Invalid job manifest$/,
      ],
      ['no operation', { Operation: {} }, 'InvalidRequest', /^Request invalid$/],
      [
        'two operations',
        { Operation: { S3DeleteObjectTagging: {}, S3PutObjectTagging: { TagSet: [] } } },
        'InvalidRequest',
        /^Request invalid$/,
      ],
      [
        'empty user arguments',
        { Operation: { LambdaInvoke: { FunctionArn: LAMBDA, InvocationSchemaVersion: '2.0', UserArguments: {} } } },
        'InvalidRequest',
        /^Request invalid$/,
      ],
      ['an enabled report without a bucket', { Report: { Enabled: true } }, 'InvalidRequest', /Bucket/],
      ['a negative priority', { Priority: -1 }, 'BadRequestException', /priority/],
      ['a description of 257 characters', { Description: 'x'.repeat(257) }, 'BadRequestException', /description/],
      ['a malformed tag', { Tags: [{ Key: 'a!', Value: '' }] }, 'BadRequestException', /tags/],
      ['a tag key twice', { Tags: [tag('a'), tag('a')] }, 'BadRequestException', /more than once/],
      ['a reserved tag key', { Tags: [tag('aws:x')] }, 'BadRequestException', /reserved/],
      ['51 tags', { Tags: Array.from({ length: 51 }, (_, n) => tag(`k${n}`)) }, 'TooManyTagsException', /50/],
      [
        'an unknown report format',
        { Report: { Enabled: false, Format: 'CSV' as never } },
        'BadRequestException',
        /enum/,
      ],
    ]
  for (const [what, changes, code, message] of REFUSALS) {
    test(`${what} is refused, and nothing is stored`, async () => {
      const jobsBefore = await jobCount()
      await refused(changes, code, code === 'AccessDenied' ? 403 : 400, message)
      assert.equal(await jobCount(), jobsBefore)
    })
  }

  test('a manifest that does not exist is no reason to refuse the job', async () => {
    assert.ok(await createJob(server.control, { Manifest: manifest({}, 'arn:aws:s3:::no-such-bucket/list.csv') }))
  })

  async function refused(
    changes: Partial<CreateJobCommandInput>,
    code: string,
    status: number,
    message = /./,
  ): Promise<void> {
    const error = await server.control
      .send(new CreateJobCommand(jobRequest(changes)))
      .catch((thrown: unknown) => thrown)
    assert.ok(error instanceof Error)
    assert.deepEqual([error.name, (error as any).$metadata.httpStatusCode], [code, status], error.message)
    assert.match(error.message, message)
  }

  async function jobCount(): Promise<number> {
    return (await server.control.send(new ListJobsCommand({ AccountId: ACCOUNT }))).Jobs?.length ?? 0
  }
})

function manifest(
  spec: Partial<NonNullable<JobManifest['Spec']>>,
  ObjectArn = 'arn:aws:s3:::manifests/list.csv',
): JobManifest {
  return {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'], ...spec },
    Location: { ObjectArn, ETag: 'e' },
  }
}

function tag(Key: string) {
  return { Key, Value: 'v' }
}
