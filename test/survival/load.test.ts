import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { ListJobsCommand } from '@aws-sdk/client-s3-control'
import { openDatabase } from '../../db/sqlite/open.ts'
import { createJob } from '../support/create-job.ts'
import { makeJobWorld, putManifest } from '../support/job-world.ts'
import { ACCOUNT, type TestServer, withClients } from '../support/running-server.ts'
import { leftovers, NOTHING_LEFT } from './kill/leftovers.ts'
import { type Clients, startClients } from './load/clients.ts'
import { beginDay, HOUR_MS, HOURS, MIDNIGHTS } from './load/day.ts'
import { type Gauges, gaugedAt, readGauges } from './load/gauges.ts'
import { followJobs, type JobOrder } from './load/job-order.ts'
import { describe as describeJob, type QueuedJob, queueJobs } from './load/many-jobs.ts'
import { either, figure, tableRow } from './support/form.ts'
import { seededTest } from './support/random.ts'
import { type ServerProcess, spawnServer } from './support/server-process.ts'

const SIZE = either(
  { clients: 10, pauseMs: 20, keys: 40, first: 30, later: 10, quarters: 3, stepMs: 50 },
  { clients: 200, pauseMs: 100, keys: 300, first: 500, later: 150, quarters: 4, stepMs: 1_500 },
)
const SLOTS = 6
const SUSPENDED = 5
const DAY_MS = 24 * HOUR_MS

describe('load', () => {
  seededTest('two days of many clients and jobs leave no memory, handle, thread or file behind', async (t, random) => {
    const world = await openWorld(t, [
      '--slots',
      String(SLOTS),
      '--restore-duration',
      '3h',
      '--keep-alive-timeout',
      '2s',
    ])
    const { server, s3, control, order } = world
    const keys = Array.from({ length: SIZE.keys }, (_, index) => `k/${index}`)
    await makeJobWorld(s3, keys)
    await s3.send(new CreateBucketCommand({ Bucket: 'clients' }))
    const manifests = {
      long: await putManifest(s3, [...keys, 'missing', ...keys], 'long.csv'),
      short: await putManifest(s3, keys.slice(0, 50), 'short.csv'),
    }
    await moveClock(server, { now: '2030-01-07T00:30:00Z' })
    const day = await beginDay(s3)
    for (let number = 0; number < SUSPENDED; number++) {
      const unconfirmed = { ClientRequestToken: `s${number}`, ConfirmationRequired: true, Manifest: manifests.short }
      await createJob(control, unconfirmed)
    }
    const clients = startClients({ port: server.port, count: SIZE.clients, random, pauseMs: SIZE.pauseMs })
    t.after(() => clients.rest())
    const queued: QueuedJob[] = []
    const gauges: Gauges[] = []
    const steps = HOURS / 2 / SIZE.quarters
    for (let quarter = 0; quarter < SIZE.quarters; quarter++) {
      const count = quarter === 0 ? SIZE.first : SIZE.later
      const begun = performance.now()
      queued.push(...(await queueJobs(control, manifests, { count, token: `q${quarter}`, random })))
      for (let step = 0; step < steps; step++) {
        await day.feed(quarter * steps + step)
        await pause(SIZE.stepMs)
        await moveClock(server, { advanceMs: 2 * HOUR_MS })
        if (quarter * steps + step === 1) await day.checkRestored()
      }
      await allEnd(order, queued)
      const seconds = (performance.now() - begun) / 1_000
      await clients.rest()
      gauges.push(await settledGauges(world, gauges))
      showQuarter(t, quarter, { jobs: count, seconds: Math.round(seconds * 10) / 10, ...(gauges[quarter] as Gauges) })
      if (quarter < SIZE.quarters - 1) clients.goOn()
    }
    await moveClock(server, { advanceMs: DAY_MS })
    const happened = await day.check()
    assertNoWrong(t, clients, order, queued)
    assertNoGrowth(gauges)
    figure(t, 'load: objects that expired by the clock', happened.expired)
    figure(t, 'load: inventory reports', happened.inventories)
    assert.equal(happened.inventories, MIDNIGHTS, 'one for each midnight')
    await jobsPassAway(world)
    await server.end('SIGTERM')
    assert.doesNotMatch(server.output(), / fault |a bug/)
    assert.deepEqual(await leftovers(world), NOTHING_LEFT)
  })

  test('a low priority gets its share of the threads beside jobs of higher ones that never cease', async (t) => {
    const { s3, control, order, query } = await openWorld(t, [])
    const rows = Array.from({ length: either(6_000, 60_000) }, (_, row) => `k${row % 100}`)
    await makeJobWorld(s3, rows.slice(0, 100))
    const Manifest = await putManifest(s3, rows)
    const start = (token: string, Priority: number): Promise<string> =>
      createJob(control, { ClientRequestToken: token, Manifest, Priority, Operation: COPY })
    const done = (): number =>
      query('jobs', (db) => db.prepare('SELECT sum(succeeded) FROM job').pluck().get()) as number
    const over = new AbortController()
    const rivals = Array.from({ length: RIVALS }, async (_, rival) => {
      for (let number = 0; !over.signal.aborted; number++) {
        const id = await start(`high-${rival}-${number}`, 100)
        while (!order.ended.has(id) && !over.signal.aborted) await pause(10)
      }
    })
    while (done() === 0) await pause(10)
    const before = done()
    const low = await start('low', 0)
    while (!order.ended.has(low)) await pause(10)
    // Too small where this process learns of the end late: what counts is the order in which jobs ended.
    const share = rows.length / (done() - before)
    over.abort()
    await Promise.all(rivals)
    figure(t, `load: share of a low priority beside ${RIVALS} of a high one`, share.toFixed(2))
    const beside = order.endedBeside(low)
    assert.ok(beside <= 3 * RIVALS, `${beside} jobs ended beside it`)
  })
})

const RIVALS = 3
const COPY = { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::target', TargetKeyPrefix: 'copies' } }

interface LoadWorld extends Pick<TestServer, 's3' | 'control'> {
  readonly folder: string
  readonly server: ServerProcess
  readonly order: JobOrder
  readonly state: () => string
  readonly query: <Result>(name: 'objects' | 'jobs', work: (db: ReturnType<typeof openDatabase>) => Result) => Result
}

const NOTE = `exports.handler = async (event) => ({
  invocationSchemaVersion: '2.0', treatMissingKeysAs: 'PermanentFailure', invocationId: event.invocationId,
  results: event.tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: 'seen' })),
})`

async function openWorld(t: TestContext, args: readonly string[]): Promise<LoadWorld> {
  const folder = mkdtempSync(join(tmpdir(), 's3control-local-load-'))
  const functions = join(folder, 'functions')
  mkdirSync(functions)
  writeFileSync(join(functions, 'note.cjs'), NOTE)
  const data = join(folder, 'data')
  const settings = ['--functions', functions, '--threads', '2', '--log', 'off', '--sync', 'off', ...args]
  const server = await spawnServer(data, { args: settings, env: gaugedAt(folder) })
  t.after(async () => {
    await server.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const { s3, control } = withClients(t, server as unknown as Parameters<typeof withClients>[1])
  const order = followJobs(server.url)
  t.after(() => order.close())
  const state = (): string => join(data, 'state-0')
  return {
    folder,
    server,
    s3,
    control,
    order,
    state,
    query(name, work) {
      const db = openDatabase({ file: join(state(), `${name}.db`), readonly: true })
      try {
        return work(db)
      } finally {
        db.close()
      }
    },
  }
}

async function moveClock({ url }: ServerProcess, change: object): Promise<void> {
  const { status } = await fetch(`${url}/_emulator/clock`, {
    method: 'PUT',
    body: JSON.stringify(change),
    headers: JSON_BODY,
  })
  assert.equal(status, 200)
}

const JSON_BODY = { 'content-type': 'application/json' }
/** On a busy machine. */
const LIMIT_MS = 1_200_000

async function allEnd({ ended }: JobOrder, jobs: readonly QueuedJob[]): Promise<void> {
  const left = (): readonly QueuedJob[] => jobs.filter(({ id }) => !ended.has(id))
  for (const until = performance.now() + LIMIT_MS; left().length > 0; await pause(50)) {
    assert.ok(performance.now() < until, `${left().length} jobs have not ended`)
  }
}

/** Longer than idle connections are kept. */
const SETTLED_AFTER_MS = 2_500
const SETTLING_MS = 90_000

/** When nobody asks for anything and threads that are not needed any more had time to go. */
async function settledGauges({ server, folder }: LoadWorld, before: readonly Gauges[]): Promise<Gauges> {
  await pause(SETTLED_AFTER_MS)
  for (const until = performance.now() + SETTLING_MS; ; await pause(250)) {
    const now = await readGauges(server, folder)
    if (growthOf([...before, now]) === undefined || performance.now() > until) return now
  }
}

function showQuarter(
  t: TestContext,
  part: number,
  seen: Gauges & { readonly jobs: number; readonly seconds: number },
): void {
  const { jobs, seconds, rssMB, heapMB, externalMB, handles, threads } = seen
  tableRow(t, 'Load', {
    part: part + 1,
    jobs,
    seconds,
    'RSS, MB': rssMB,
    'heap, MB': heapMB,
    'external, MB': externalMB,
    handles,
    threads,
  })
}

function assertNoWrong(t: TestContext, clients: Clients, order: JobOrder, queued: readonly QueuedJob[]): void {
  assert.deepEqual(clients.wrong, [])
  const priorities = new Map(queued.map(({ id, priority }) => [id, priority]))
  assert.deepEqual(order.outOfOrder(priorities, SLOTS), [])
  assert.deepEqual(
    queued.filter(({ id }) => order.ended.get(id) !== 'Complete'),
    [],
  )
  figure(t, 'load: clients at a time', SIZE.clients)
  figure(t, 'load: jobs, of them queued at once', `${queued.length}, ${SIZE.first}`)
  for (const [kind, times] of Object.entries(clients.latencies)) {
    times.sort((left, right) => left - right)
    const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(1)
    figure(t, `load: ${kind}: requests, median and p99 in ms`, `${times.length}, ${at(0.5)}, ${at(0.99)}`)
  }
}

function assertNoGrowth(gauges: readonly Gauges[]): void {
  assert.ok(gauges.length > 2)
  assert.equal(growthOf(gauges), undefined, JSON.stringify(gauges))
}

/** From the second part on, when every cache has what it is to have, nothing grows. @returns what does */
function growthOf(gauges: readonly Gauges[]): keyof Gauges | undefined {
  const [settled, last] = [gauges[1], gauges.at(-1)]
  if (settled === undefined || last === undefined || last === settled) return undefined
  // Threads of the pool end when they have long had nothing to do, and come again: then all is as it was with as many before.
  const alike = gauges.slice(0, -1).filter(({ threads }) => threads === last.threads)
  if (alike.length === 0 && last.threads >= settled.threads) return 'threads'
  const before = alike.length > 0 ? alike : [settled]
  if (last.handles > Math.max(...before.map(({ handles }) => handles))) return 'handles'
  if (last.heapMB >= settled.heapMB * 1.1 + 3) return 'heapMB'
  if (last.externalMB >= settled.externalMB * 1.1 + 3) return 'externalMB'
  if (last.rssMB >= settled.rssMB * 1.15 + 15) return 'rssMB'
  return undefined
}

/** Unconfirmed jobs fail after 30 days, finished ones go after 90; nothing of them stays on record. */
async function jobsPassAway({ server, control, query }: LoadWorld): Promise<void> {
  await moveClock(server, { advanceMs: 31 * DAY_MS })
  const { Jobs = [] } = await control.send(new ListJobsCommand({ AccountId: ACCOUNT, JobStatuses: ['Failed'] }))
  assert.equal(Jobs.length, SUSPENDED)
  const reasons = await Promise.all(
    Jobs.map(async ({ JobId = '' }) => (await describeJob(control, JobId))?.FailureReasons),
  )
  assert.ok(reasons.every((all) => all?.[0]?.FailureCode === 'ConfirmationExpired'))
  await moveClock(server, { advanceMs: 91 * DAY_MS })
  const rows = query('jobs', (db) =>
    ['job', 'job_request', 'job_plan', 'job_token', 'job_tag', 'job_event'].map((table) =>
      db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
    ),
  )
  assert.deepEqual(rows, [0, 0, 0, 0, 0, 0])
}
