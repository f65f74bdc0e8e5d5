import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3'
import { DescribeJobCommand, ListJobsCommand } from '@aws-sdk/client-s3-control'
import supertest from 'supertest'
import type { BucketsShown, JobsShown } from '../../../server/emulator-api/overview/overview.ts'
import { createJob } from '../../support/create-job.ts'
import { makeJobWorld, putManifest } from '../../support/job-world.ts'
import { ACCOUNT, testServer } from '../../support/running-server.ts'
import { waitForJob } from '../../support/wait-for-job.ts'

const OTHER = { account: '222222222222', region: 'eu-central-1' }

describe('jobs of all accounts', async () => {
  const server = await testServer({ after })
  const http = supertest(server.url)
  await makeJobWorld(server.s3, ['a', 'b'])
  const Manifest = await putManifest(server.s3, ['a', 'b'])
  const first = await createJob(server.control, { Manifest, Description: 'the first' })
  await waitForJob(server.control, first, 'Complete')
  const second = await createJob(server.controlOf(OTHER), {
    AccountId: OTHER.account,
    RoleArn: `arn:aws:iam::${OTHER.account}:role/batch`,
    Priority: 7,
  })
  await waitForEnd(second)
  const list = async (query: string): Promise<JobsShown> =>
    (await http.get(`/_emulator/jobs?${query}`).expect(200)).body

  async function waitForEnd(id: string): Promise<void> {
    const ended = await http.get(`/_emulator/jobs/${id}`)
    if (ended.body.endedAt === undefined) await waitForEnd(id)
  }

  test('are listed newest first, with what ListJobs tells each account of its own', async () => {
    const { jobs, counts, next } = await list('')
    assert.deepEqual(
      jobs.map(({ id, account, region }) => [id, account, region]),
      [
        [second, OTHER.account, OTHER.region],
        [first, ACCOUNT, 'us-east-1'],
      ],
    )
    assert.deepEqual([counts, next], [{ Complete: 1, Failed: 1 }, undefined])
    const { Jobs: [told] = [] } = await server.control.send(new ListJobsCommand({ AccountId: ACCOUNT }))
    const shown = jobs[1]
    assert.deepEqual(
      [shown?.status, shown?.operation, shown?.priority, shown?.description, shown?.createdAt],
      [told?.Status, told?.Operation, told?.Priority, told?.Description, told?.CreationTime?.toISOString()],
    )
    assert.deepEqual(shown?.tasks, { total: 2, succeeded: 2, failed: 0 })
    const { Job } = await server.control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId: first }))
    assert.equal(shown?.endedAt, Job?.TerminationDate?.toISOString())
  })

  test('come a page at a time', async () => {
    const page = await list('limit=1')
    assert.deepEqual([page.jobs.map(({ id }) => id), page.counts], [[second], { Complete: 1, Failed: 1 }])
    const rest = await list(`limit=1&before=${page.next}`)
    assert.deepEqual([rest.jobs.map(({ id }) => id), rest.next], [[first], undefined])
  })

  test('can be asked for by status', async () => {
    const ids = async (query: string): Promise<readonly string[]> => (await list(query)).jobs.map(({ id }) => id)
    assert.deepEqual(await ids('status=Failed'), [second])
    assert.deepEqual(await ids('status=Failed,Complete&limit=1'), [second])
    assert.deepEqual(await ids('status=Failed&status=Complete'), [second, first])
    assert.deepEqual(await ids('status=Active'), [])
  })

  test('are no page to a browser, whatever their descriptions say', async () => {
    const { headers } = await http.get('/_emulator/jobs')
    assert.match(headers['content-type'] ?? '', /^application\/json/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
  })

  test('can be found by their id alone', async () => {
    const { body } = await http.get(`/_emulator/jobs/${second}`).expect(200)
    assert.deepEqual([body.account, body.region, body.priority], [OTHER.account, OTHER.region, 7])
    const missing = await http.get('/_emulator/jobs/nothing').expect(404)
    assert.equal(missing.body.error.code, 'NoSuchJob')
  })

  test('are not listed for a query that says what cannot be', async () => {
    for (const query of ['limit=0', 'limit=1001', 'limit=x', 'before=-1', 'before=x', 'status=Done']) {
      const { body } = await http.get(`/_emulator/jobs?${query}`).expect(400)
      assert.equal(body.error.code, 'InvalidQuery', query)
    }
  })

  test('are those of the new world after a reset', async (t) => {
    const { url, control } = await testServer(t)
    await createJob(control)
    await supertest(url).post('/_emulator/reset').expect(200)
    const { body } = await supertest(url).get('/_emulator/jobs')
    assert.deepEqual([body.jobs, body.counts], [[], {}])
  })
})

describe('buckets of all accounts', async () => {
  const server = await testServer({ after })
  const http = supertest(server.url)
  await server.s3.send(new CreateBucketCommand({ Bucket: 'b-mine' }))
  const Status = 'Enabled'
  await server.s3.send(new PutBucketVersioningCommand({ Bucket: 'b-mine', VersioningConfiguration: { Status } }))
  await server.s3Of(OTHER).send(
    new CreateBucketCommand({
      Bucket: 'a-theirs',
      ObjectLockEnabledForBucket: true,
      CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
    }),
  )
  const list = async (query: string): Promise<BucketsShown> =>
    (await http.get(`/_emulator/buckets?${query}`).expect(200)).body

  test('are listed by name, with owner, Region, versioning and lock', async () => {
    const { buckets, next } = await list('')
    assert.deepEqual(
      buckets.map(({ createdAt: _createdAt, ...bucket }) => bucket),
      [
        { name: 'a-theirs', ...OTHER, versioning: 'Enabled', objectLock: true },
        { name: 'b-mine', account: ACCOUNT, region: 'us-east-1', versioning: 'Enabled', objectLock: false },
      ],
    )
    assert.equal(next, undefined)
  })

  test('come a page at a time, and by a prefix', async () => {
    const names = ({ buckets }: BucketsShown): readonly string[] => buckets.map(({ name }) => name)
    const page = await list('limit=1')
    assert.deepEqual([names(page), page.next], [['a-theirs'], 'a-theirs'])
    assert.deepEqual(names(await list('limit=1&after=a-theirs')), ['b-mine'])
    assert.deepEqual(names(await list('prefix=b')), ['b-mine'])
    await http.get('/_emulator/buckets?limit=0').expect(400)
  })

  test('can be found by name', async () => {
    assert.equal((await http.get('/_emulator/buckets/a-theirs').expect(200)).body.account, OTHER.account)
    assert.equal((await http.get('/_emulator/buckets/none').expect(404)).body.error.code, 'NoSuchBucket')
  })
})
