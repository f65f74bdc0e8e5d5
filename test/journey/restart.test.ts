import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CreateJobCommandInput } from '@aws-sdk/client-s3-control'
import { startServer } from '../../server/index.ts'
import { createJob } from '../support/create-job.ts'
import { makeJobWorld, putManifest, REPORT, textOf, textsOf } from '../support/job-world.ts'
import { type TestServer, withClients } from '../support/running-server.ts'
import { spawnServer } from '../support/spawned-server.ts'
import { waitForJob } from '../support/wait-for-job.ts'

type Hooks = Parameters<typeof withClients>[0]

test('buckets, objects, jobs and tokens are there after a restart', async (t) => {
  const data = dataFolder(t)
  const request: Partial<CreateJobCommandInput> = { ClientRequestToken: 'kept' }
  const first = withClients(t, await startServer({ data }))
  await makeJobWorld(first.s3, ['a', 'b'])
  const Manifest = await putManifest(first.s3, ['a', 'b'])
  const done = await createJob(first.control, { ...request, Manifest })
  await waitForJob(first.control, done, 'Complete')
  const waiting = await createJob(first.control, { Manifest, ConfirmationRequired: true })
  await waitForJob(first.control, waiting, 'Suspended')
  await first.stop()

  const second = withClients(t, await startServer({ data }))
  t.after(() => second.stop())
  assert.deepEqual(await textsOf(second.s3, 'source'), { a: 'body of a', b: 'body of b' })
  assert.equal((await waitForJob(second.control, done, 'Complete')).ProgressSummary?.NumberOfTasksSucceeded, 2)
  await waitForJob(second.control, waiting, 'Suspended')
  assert.equal(await createJob(second.control, { ...request, Manifest }), done)
  await assert.rejects(createJob(second.control, { ...request, Manifest, Priority: 99 }), {
    name: 'IdempotencyException',
  })
})

test('a job whose server was killed goes on, and every task is reported once', async (t) => {
  const data = dataFolder(t)
  const rows = 200_000
  const killed = await spawnServer(['--data', data])
  const before = clientsOf(t, killed.url)
  await makeJobWorld(before.s3, ['a', 'b', 'c'])
  const keys = Array.from({ length: rows }, (_, n) => ['a', 'b', 'c', 'missing'][n % 4] ?? '')
  const JobId = await createJob(before.control, { Manifest: await putManifest(before.s3, keys), Report: REPORT })
  await waitForJob(before.control, JobId, 'Active', 'Completing', 'Complete')
  await killed.end('SIGKILL')

  const again = await spawnServer(['--data', data])
  t.after(() => again.end('SIGTERM'))
  const { s3, control } = clientsOf(t, again.url)
  const { ProgressSummary } = await waitForJob(control, JobId, 'Complete')
  assert.deepEqual(
    [
      ProgressSummary?.TotalNumberOfTasks,
      ProgressSummary?.NumberOfTasksSucceeded,
      ProgressSummary?.NumberOfTasksFailed,
    ],
    [rows, (rows / 4) * 3, rows / 4],
  )
  const index = JSON.parse(await textOf(s3, 'reports', `out/job-${JobId}/manifest.json`))
  const counts: number[] = []
  for (const { Key } of index.Results) counts.push((await textOf(s3, 'reports', Key)).split('\r\n').length - 1)
  assert.deepEqual(counts, [(rows / 4) * 3, rows / 4])
})

function clientsOf(t: Hooks, url: string): TestServer {
  return withClients(t, { url } as TestServer)
}

function dataFolder(t: Hooks): string {
  const folder = mkdtempSync(join(tmpdir(), 'journey-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
