import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  DeleteJobTaggingCommand,
  DescribeJobCommand,
  GetJobTaggingCommand,
  ListJobsCommand,
  type ListJobsCommandInput,
  PutJobTaggingCommand,
  UpdateJobPriorityCommand,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control'
import { createJob } from '../../support/create-job.ts'
import { makeJobWorld, putManifest } from '../../support/job-world.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'

const AccountId = ACCOUNT

describe('a job that waits for confirmation', async () => {
  const server = await testServer({ after })
  const { control, s3 } = server
  await makeJobWorld(s3, ['a', 'b'])
  const Manifest = await putManifest(s3, ['a', 'b'])
  const suspended = async (): Promise<string> => {
    const JobId = await createJob(control, { Manifest, ConfirmationRequired: true })
    await waitForJob(control, JobId, 'Suspended')
    return JobId
  }

  test('says so, with its tasks counted', async () => {
    const { Job } = await control.send(new DescribeJobCommand({ AccountId, JobId: await suspended() }))
    assert.deepEqual(
      [Job?.Status, Job?.SuspendedCause, Job?.ProgressSummary?.TotalNumberOfTasks],
      ['Suspended', 'AWAITING_CONFIRMATION', 2],
    )
    assert.ok(Job?.SuspendedDate instanceof Date)
    assert.deepEqual([Job?.FailureReasons, Job?.TerminationDate], [[], undefined])
  })

  test('runs when it is confirmed', async () => {
    const JobId = await suspended()
    const answer = await control.send(new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus: 'Ready' }))
    assert.deepEqual([answer.JobId, answer.Status, answer.StatusUpdateReason], [JobId, 'Ready', undefined])
    const { ProgressSummary, TerminationDate } = await waitForJob(control, JobId, 'Complete')
    assert.equal(ProgressSummary?.NumberOfTasksSucceeded, 2)
    assert.ok(TerminationDate instanceof Date)
  })

  test('is cancelled at once, and keeps the reason', async () => {
    const JobId = await suspended()
    const StatusUpdateReason = 'no more & done/é+'
    const answer = await control.send(
      new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus: 'Cancelled', StatusUpdateReason }),
    )
    assert.deepEqual([answer.Status, answer.StatusUpdateReason], ['Cancelled', StatusUpdateReason])
    const { Job } = await control.send(new DescribeJobCommand({ AccountId, JobId }))
    assert.deepEqual([Job?.Status, Job?.StatusUpdateReason], ['Cancelled', StatusUpdateReason])
  })

  test('changes its priority', async () => {
    const JobId = await suspended()
    const answer = await control.send(new UpdateJobPriorityCommand({ AccountId, JobId, Priority: 42 }))
    assert.deepEqual([answer.JobId, answer.Priority], [JobId, 42])
    assert.equal((await control.send(new DescribeJobCommand({ AccountId, JobId }))).Job?.Priority, 42)
  })

  test('that has ended takes neither a priority nor a status', async () => {
    const JobId = await suspended()
    await control.send(new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus: 'Cancelled' }))
    for (const RequestedJobStatus of ['Ready', 'Cancelled'] as const) {
      await refused(
        control.send(new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus })),
        'JobStatusException',
        /Cancelled/,
      )
    }
    await refused(control.send(new UpdateJobPriorityCommand({ AccountId, JobId, Priority: 1 })), 'BadRequestException')
  })

  test('refuses a status that nobody can ask for', async () => {
    const JobId = await suspended()
    await refused(
      control.send(new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus: 'Paused' as never })),
      'BadRequestException',
      /enum/,
    )
  })

  test('is not to be found from another account or Region', async () => {
    const JobId = await suspended()
    const stranger = '999999999999'
    const elsewhere = server.controlOf({ region: 'eu-west-1' })
    for (const [client, account] of [
      [server.controlOf({ account: stranger }), stranger],
      [elsewhere, ACCOUNT],
    ] as const) {
      const address = { AccountId: account, JobId }
      await refused(client.send(new DescribeJobCommand(address)), 'NotFoundException')
      await refused(client.send(new UpdateJobPriorityCommand({ ...address, Priority: 1 })), 'NotFoundException')
      await refused(
        client.send(new UpdateJobStatusCommand({ ...address, RequestedJobStatus: 'Ready' })),
        'NotFoundException',
      )
      await refused(client.send(new GetJobTaggingCommand(address)), 'NotFoundException')
      await refused(client.send(new PutJobTaggingCommand({ ...address, Tags: [] })), 'NotFoundException')
      await refused(client.send(new DeleteJobTaggingCommand(address)), 'NotFoundException')
      assert.deepEqual((await client.send(new ListJobsCommand({ AccountId: account }))).Jobs, [])
    }
  })
})

describe("a job's tags", async () => {
  const { control } = await testServer({ after })
  const tagsOf = async (JobId: string) => (await control.send(new GetJobTaggingCommand({ AccountId, JobId }))).Tags

  test('come with the job, are replaced as a whole, and go', async () => {
    const JobId = await createJob(control, { Tags: [{ Key: 'a', Value: 'b' }] })
    assert.deepEqual(await tagsOf(JobId), [{ Key: 'a', Value: 'b' }])
    const Tags = [
      { Key: 'z', Value: ' ' },
      { Key: 'A', Value: '' },
    ]
    await control.send(new PutJobTaggingCommand({ AccountId, JobId, Tags }))
    assert.deepEqual(await tagsOf(JobId), Tags)
    await control.send(new DeleteJobTaggingCommand({ AccountId, JobId }))
    assert.deepEqual(await tagsOf(JobId), [])
  })

  test('are emptied by an empty set', async () => {
    const JobId = await createJob(control, { Tags: [{ Key: 'a', Value: 'b' }] })
    await control.send(new PutJobTaggingCommand({ AccountId, JobId, Tags: [] }))
    assert.deepEqual(await tagsOf(JobId), [])
  })

  test('are at most fifty', async () => {
    const JobId = await createJob(control)
    const Tags = Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' }))
    await refused(control.send(new PutJobTaggingCommand({ AccountId, JobId, Tags })), 'TooManyTagsException')
    assert.deepEqual(await tagsOf(JobId), [])
  })
})

describe('ListJobs', async () => {
  const server = await testServer({ after })
  const { control } = server
  const ids: string[] = []
  for (let n = 0; n < 5; n++)
    ids.unshift(await createJob(control, { Description: n === 0 ? 'the first' : undefined, Priority: n }))
  for (const id of ids) await waitForJob(control, id, 'Failed')
  const list = (query: Partial<ListJobsCommandInput> = {}) => control.send(new ListJobsCommand({ AccountId, ...query }))

  test('gives the newest first, with the name of the operation', async () => {
    const { Jobs = [], NextToken } = await list()
    assert.deepEqual(
      Jobs.map(({ JobId }) => JobId),
      ids,
    )
    assert.equal(NextToken, undefined)
    const { Operation, Priority, Description, Status, ProgressSummary } = Jobs[4] ?? {}
    assert.deepEqual([Operation, Priority, Description, Status], ['S3PutObjectTagging', 0, 'the first', 'Failed'])
    assert.equal(ProgressSummary?.TotalNumberOfTasks, 0)
    assert.equal(Jobs[0]?.Description, undefined)
  })

  test('comes in pages', async () => {
    const found: string[] = []
    let NextToken: string | undefined
    do {
      const page = await list({ MaxResults: 2, NextToken })
      assert.ok((page.Jobs?.length ?? 0) <= 2)
      found.push(...(page.Jobs ?? []).map(({ JobId = '' }) => JobId))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    assert.deepEqual(found, ids)
  })

  test('keeps to the asked states', async () => {
    assert.equal((await list({ JobStatuses: ['Failed'] })).Jobs?.length, 5)
    assert.equal((await list({ JobStatuses: ['Active', 'Complete'] })).Jobs?.length, 0)
    assert.equal((await list({ JobStatuses: ['Active', 'Failed'] })).Jobs?.length, 5)
  })

  test('takes 0 as its default', async () => {
    assert.equal((await list({ MaxResults: 0 })).Jobs?.length, 5)
  })

  test("refuses a token that is not its own, or another account's", async () => {
    const { NextToken } = await list({ MaxResults: 1 })
    await refused(list({ NextToken: 'nonsense' }), 'InvalidNextTokenException')
    const stranger = '999999999999'
    const other = server.controlOf({ account: stranger })
    await refused(other.send(new ListJobsCommand({ AccountId: stranger, NextToken })), 'InvalidNextTokenException')
  })
})

async function refused(call: Promise<unknown>, name: string, message = /./): Promise<void> {
  const error = await call.then(
    () => assert.fail(`${name} was expected`),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof Error)
  assert.equal(error.name, name, error.message)
  assert.match(error.message, message)
}
