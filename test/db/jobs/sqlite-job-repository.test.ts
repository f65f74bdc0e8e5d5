import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createSqliteJobRepository, type JobStatusListener } from '../../../db/jobs/sqlite-job-repository.ts'
import { createClock } from '../../../db/model/clock.ts'
import type { JobDraft } from '../../../db/model/job.ts'
import { migrate } from '../../../db/sqlite/migrate.ts'
import { openDatabase } from '../../../db/sqlite/open.ts'

const folder = mkdtempSync(join(tmpdir(), 'jobs-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
let files = 0

function open(onStatus?: JobStatusListener, file = join(folder, `${++files}.db`)) {
  const db = openDatabase({ file })
  migrate(db, 'jobs')
  const clock = createClock()
  clock.freeze()
  clock.set(1_700_000_000_000)
  return {
    db,
    file,
    clock,
    jobs: createSqliteJobRepository({ db, clock, ...(onStatus === undefined ? {} : { onStatus }) }),
  }
}

function draft(changes: Partial<JobDraft> = {}): JobDraft {
  return {
    account: '123456789012',
    region: 'us-east-1',
    confirmationRequired: false,
    description: undefined,
    priority: 10,
    roleArn: 'arn:aws:iam::123456789012:role/r',
    operation: { name: 'S3PutObjectTagging', parameters: { TagSet: [{ Key: 'a', Value: 'b' }] } },
    report: { enabled: false },
    manifest: {
      format: 'S3BatchOperations_CSV_20180820',
      fields: ['Bucket', 'Key'],
      objectArn: 'arn:aws:s3:::m/list.csv',
      objectVersionId: undefined,
      etag: 'e',
    },
    manifestGenerator: undefined,
    tags: [],
    ...changes,
  }
}

describe('creating jobs', () => {
  test('a new job is New, has a lower-case UUID and zero counters', () => {
    const { jobs } = open()
    const outcome = jobs.create(draft(), 't')
    assert.equal(outcome.kind, 'created')
    assert.ok(outcome.kind === 'created')
    assert.match(outcome.job.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(outcome.job.status, 'New')
    assert.deepEqual(outcome.job.progress, { total: 0, succeeded: 0, failed: 0, activeMs: 0 })
    assert.equal(outcome.job.createdMs, 1_700_000_000_000)
    assert.deepEqual(jobs.find(outcome.job.id), outcome.job)
  })

  test('jobs are counted by status, in the order of a job’s life', () => {
    const { jobs } = open()
    const [first] = [jobs.create(draft(), '1'), jobs.create(draft(), '2'), jobs.create(draft(), '3')]
    assert.ok(first.kind === 'created')
    jobs.update(first.job.id, () => ({ status: 'Preparing' }))
    jobs.update(first.job.id, () => ({ status: 'Failing' }))
    assert.deepEqual(Object.entries(jobs.counts()), [
      ['New', 2],
      ['Failing', 1],
    ])
  })

  test('the same token with the same request, members in another order, gives the first job', () => {
    const { jobs } = open()
    const first = jobs.create(draft(), 't')
    const again = jobs.create(
      draft({ operation: { parameters: { TagSet: [{ Value: 'b', Key: 'a' }] }, name: 'S3PutObjectTagging' } }),
      't',
    )
    assert.ok(first.kind === 'created' && again.kind === 'replayed')
    assert.equal(again.job.id, first.job.id)
  })

  test('the same token with another request conflicts', () => {
    const { jobs } = open()
    jobs.create(draft(), 't')
    assert.equal(jobs.create(draft({ priority: 11 }), 't').kind, 'conflict')
  })

  test('tokens are remembered by a later process', () => {
    const { jobs, file, db } = open()
    const first = jobs.create(draft(), 't')
    db.close()
    const again = open(undefined, file).jobs.create(draft(), 't')
    assert.ok(first.kind === 'created' && again.kind === 'replayed')
    assert.equal(again.job.id, first.job.id)
  })

  test('tokens of another account or region are others', () => {
    const { jobs } = open()
    jobs.create(draft(), 't')
    assert.equal(jobs.create(draft({ account: '210987654321' }), 't').kind, 'created')
    assert.equal(jobs.create(draft({ region: 'eu-west-1' }), 't').kind, 'created')
  })

  test('dates in a request come back as dates', () => {
    const { jobs } = open()
    const parameters = { Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(5_000) } }
    const outcome = jobs.create(draft({ operation: { name: 'S3PutObjectRetention', parameters } }), 't')
    assert.ok(outcome.kind === 'created')
    assert.deepEqual(jobs.find(outcome.job.id)?.operation.parameters, parameters)
  })
})

describe('listing jobs', () => {
  test('a listing is newest first, in pages, of one account and region', () => {
    const { jobs } = open()
    const ids = ['1', '2', '3'].map((token) => {
      const outcome = jobs.create(draft({ description: token }), token)
      assert.ok(outcome.kind === 'created')
      return outcome.job.id
    })
    jobs.create(draft({ region: 'eu-west-1' }), '4')
    const query = { account: '123456789012', region: 'us-east-1', statuses: [], limit: 2 }
    const first = jobs.list(query)
    assert.deepEqual(
      first.jobs.map((job) => job.id),
      [ids[2], ids[1]],
    )
    const second = jobs.list({ ...query, before: first.next })
    assert.deepEqual(
      second.jobs.map((job) => [job.id, job.description, job.operation.name]),
      [[ids[0], '1', 'S3PutObjectTagging']],
    )
    assert.equal(second.next, undefined)
  })

  test('a listing can be limited to states', () => {
    const { jobs } = open()
    const one = jobs.create(draft(), '1')
    jobs.create(draft(), '2')
    assert.ok(one.kind === 'created')
    jobs.update(one.job.id, () => ({ status: 'Preparing' }))
    const query = { account: '123456789012', region: 'us-east-1', limit: 10 }
    assert.deepEqual(
      jobs.list({ ...query, statuses: ['Preparing', 'Active'] }).jobs.map((job) => job.id),
      [one.job.id],
    )
    assert.equal(jobs.list({ ...query, statuses: ['Complete'] }).jobs.length, 0)
  })

  test('jobs in a state come by priority, then by age', () => {
    const { jobs } = open()
    for (const [token, priority] of [
      ['a', 1],
      ['b', 5],
      ['c', 5],
    ] as const)
      jobs.create(draft({ priority, description: token }), token)
    const heads = jobs.inStatus(['New'])
    assert.deepEqual(
      heads.map(({ id }) => jobs.find(id)?.description),
      ['b', 'c', 'a'],
    )
    assert.equal(jobs.inStatus(['New'], 1).length, 1)
  })
})

describe('changing jobs', () => {
  test('a step the state machine does not know is refused and changes nothing', () => {
    const { jobs } = open()
    const outcome = jobs.create(draft(), 't')
    assert.ok(outcome.kind === 'created')
    assert.throws(() => jobs.update(outcome.job.id, () => ({ status: 'Complete', priority: 99 })), /cannot go/)
    assert.equal(jobs.find(outcome.job.id)?.priority, 10)
  })

  test('the listener hears of the creation and of each new status once', () => {
    const heard: string[] = []
    const { jobs } = open((job, before) => heard.push(`${before ?? '-'}>${job.status}`))
    const outcome = jobs.create(draft(), 't')
    assert.ok(outcome.kind === 'created')
    jobs.create(draft(), 't')
    jobs.update(outcome.job.id, () => ({ priority: 3 }))
    jobs.update(outcome.job.id, () => ({ status: 'Preparing' }))
    jobs.update(outcome.job.id, () => undefined)
    assert.deepEqual(heard, ['->New', 'New>Preparing'])
  })

  test('the plan is kept apart from the job', () => {
    const { jobs } = open()
    const outcome = jobs.create(draft(), 't')
    assert.ok(outcome.kind === 'created')
    const plan = {
      tasks: 1,
      fields: ['Bucket', 'Key'] as const,
      slices: [{ number: 0, from: 0, to: 9, rows: 1, file: 'm' }],
    }
    assert.equal(jobs.plan(outcome.job.id), undefined)
    jobs.update(outcome.job.id, () => ({ plan }))
    assert.deepEqual(jobs.plan(outcome.job.id), plan)
  })

  test('tags are replaced as a set and keep their order', () => {
    const { jobs } = open()
    const outcome = jobs.create(draft({ tags: [{ key: 'z', value: '1' }] }), 't')
    assert.ok(outcome.kind === 'created')
    jobs.setTags(outcome.job.id, [
      { key: 'b', value: '2' },
      { key: 'a', value: '' },
    ])
    assert.deepEqual(jobs.tags(outcome.job.id), [
      { key: 'b', value: '2' },
      { key: 'a', value: '' },
    ])
  })

  test('finished jobs go once they are old, and their tokens with them', () => {
    const { jobs } = open()
    const old = jobs.create(draft(), 'old')
    const running = jobs.create(draft(), 'running')
    assert.ok(old.kind === 'created' && running.kind === 'created')
    jobs.update(old.job.id, () => ({ status: 'Cancelling' }))
    jobs.update(old.job.id, () => ({ status: 'Cancelled', terminatedMs: 50 }))
    assert.deepEqual(jobs.removeEndedBefore(50), [])
    assert.deepEqual(jobs.removeEndedBefore(51), [old.job.id])
    assert.equal(jobs.find(old.job.id), undefined)
    assert.equal(jobs.create(draft(), 'old').kind, 'created')
  })
})
