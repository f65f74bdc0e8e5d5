import assert from 'node:assert/strict'
import { request } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { JobOperation$ } from '@aws-sdk/client-s3-control'
import { findOperation } from '../../worker/operations/registry.ts'
import { createJob } from '../support/create-job.ts'
import { ACCOUNT } from '../support/running-server.ts'
import { checkJob } from './kill/check-job.ts'
import { FATES, type Fate } from './kill/fates.ts'
import { type KillWorld, openKillWorld, putRows } from './kill/kill-world.ts'
import { KILLED_OPERATIONS, type KilledOperation } from './kill/killed-operations.ts'
import { leftovers, NOTHING_LEFT } from './kill/leftovers.ts'
import { startUploads } from './kill/uploads.ts'
import { either, figure } from './support/form.ts'
import { type Random, seededTest } from './support/random.ts'

const NAMES = Object.keys(KILLED_OPERATIONS)
/** A job's deaths lie this far apart at the most: most jobs are at work so long, or shorter. */
const LATEST_MS = 160

describe('a death at any moment', () => {
  test('every operation that can be run is killed here', () => {
    const members = (JobOperation$ as unknown as readonly unknown[])[4] as readonly string[]
    assert.deepEqual(NAMES.toSorted(), members.filter((name) => findOperation(name) !== undefined).toSorted())
  })

  seededTest('SIGKILL: no task is lost, none is done twice, and nothing is left lying about', async (t, random) => {
    const deaths = await runRounds(t, random, { signal: 'SIGKILL', jobs: either(12, 80), deaths: either(1, 3) })
    assert.ok(deaths >= either(10, 200))
  })

  seededTest('SIGTERM: the same, and the server ends by itself in time', async (t, random) => {
    await runRounds(t, random, { signal: 'SIGTERM', jobs: either(4, 24), deaths: 1 })
  })

  test('SIGTERM: a request under way is answered before the end', async (t) => {
    const world = await openKillWorld(1, ['--sync', 'off'])
    t.after(() => world.close())
    const upload = beginUpload(world, 'slow', 6)
    await upload.begun
    const ending = world.server().end('SIGTERM')
    await pause(100)
    upload.finish('second')
    assert.equal(await upload.status, 200)
    assert.equal((await ending).code, 0)
    await world.restart()
    assert.equal((await world.get('/uploads/slow')).toString(), 'first second')
  })

  test('SIGTERM: a client that never ends is cut off when the time is over', async (t) => {
    const world = await openKillWorld(1, ['--sync', 'off', '--shutdown-timeout', '500ms'])
    t.after(() => world.close())
    const upload = beginUpload(world, 'stalled', 6)
    await upload.begun
    const ending = await world.server().end('SIGTERM')
    assert.equal(ending.code, 0)
    assert.ok(ending.ms > 400 && ending.ms < 3_000, `it took ${ending.ms} ms`)
    await assert.rejects(upload.status)
  })
})

interface Rounds {
  readonly signal: 'SIGKILL' | 'SIGTERM'
  readonly jobs: number
  /** In the middle of each job. */
  readonly deaths: number
}

/** Jobs of each operation in turn, so many deaths in each. @returns the deaths there were */
async function runRounds(t: TestContext, random: Random, { signal, jobs, deaths }: Rounds): Promise<number> {
  const world = await openKillWorld(either(300, 3_000), ['--sync', 'off', '--shutdown-timeout', '3s'])
  t.after(() => world.close())
  const uploads = startUploads(world, random)
  t.after(uploads.stop)
  const seen = { deaths: 0, atWork: 0, inStart: 0 }
  for (let round = 0; round < jobs; round++) {
    const name = NAMES[round % NAMES.length] as string
    const killed = KILLED_OPERATIONS[name] as KilledOperation
    const fate = fateOf(round, random, killed)
    const { manifest, rows, missing } = await putRows(world, killed, fate)
    const JobId = await createJob(world.control, {
      ClientRequestToken: `round-${round}`,
      Operation: killed.operation(round),
      Manifest: manifest,
      Report: REPORT,
    })
    for (let death = 0; death < deaths; death++) {
      await pause(random.next() ** 2 * LATEST_MS)
      await fate.interfere?.(world, JobId)
      await die(world, random, signal, seen)
      if (!hasEnded(world, JobId)) seen.atWork += 1
      await world.restart()
    }
    await checkJob(world, { name, killed, fate, JobId, round, rows, missing })
  }
  const uploaded = await uploads.check()
  await world.server().end('SIGTERM')
  await world.restart()
  assert.deepEqual(await leftovers(world), NOTHING_LEFT)
  figure(t, `${signal}: jobs, of ${NAMES.length} operations`, jobs)
  figure(t, `${signal}: deaths`, seen.deaths)
  figure(t, `${signal}: deaths while a job was at work`, seen.atWork)
  if (signal === 'SIGKILL') figure(t, 'SIGKILL: deaths in the middle of a start', seen.inStart)
  figure(t, `${signal}: uploads acknowledged and found again`, uploaded)
  return seen.deaths
}

/** The first jobs run to their good end, one an operation; of the later ones some are cancelled, some must fail. */
function fateOf(round: number, random: Random, killed: KilledOperation): Fate {
  if (round < NAMES.length) return FATES.completes
  if (round === NAMES.length || random.next() < 0.25) return FATES.cancelled
  if (killed.refuses && (round === NAMES.length + 1 || random.next() < 0.25)) return FATES.fails
  return FATES.completes
}

async function die(
  world: KillWorld,
  random: Random,
  signal: Rounds['signal'],
  seen: { deaths: number; inStart: number },
): Promise<void> {
  const ending = await world.server().end(signal)
  seen.deaths += 1
  if (signal === 'SIGTERM') {
    assert.equal(ending.code, 0, world.server().output())
    assert.ok(ending.ms < 5_000, `it took ${ending.ms} ms to end`)
  } else if (random.next() < 0.2) {
    await world.killAtStart(random.next() * 400)
    seen.deaths += 1
    seen.inStart += 1
  }
}

const REPORT = {
  Enabled: true,
  Bucket: 'arn:aws:s3:::reports',
  Format: 'Report_CSV_20180820',
  Prefix: 'out',
  ReportScope: 'AllTasks',
} as const

function hasEnded(world: KillWorld, id: string): boolean {
  return world.query('jobs', (db) => {
    const status = db.prepare('SELECT status FROM job WHERE id = ?').pluck().get(id) as string | undefined
    return status === undefined || ['Complete', 'Failed', 'Cancelled'].includes(status)
  })
}

/** An upload of `first `, and of so many more bytes when it is told to go on. */
function beginUpload(world: KillWorld, key: string, more: number) {
  const headers = { authorization: `AWS ${ACCOUNT}:x`, 'content-length': more + 6, expect: '100-continue' }
  const options = { host: '127.0.0.1', port: world.server().port, method: 'PUT', path: `/uploads/${key}`, headers }
  const sent = request({ ...options, agent: false })
  const begun = new Promise<void>((resolve) => sent.once('continue', resolve))
  sent.flushHeaders()
  const status = new Promise<number>((resolve, reject) => {
    sent.once('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.once('error', reject)
  })
  status.catch(() => undefined)
  return { begun: begun.then(() => void sent.write('first ')), status, finish: (text: string) => sent.end(text) }
}
