import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { JobOperation$ } from '@aws-sdk/client-s3-control'
import { findOperation } from '../../worker/operations/registry.ts'
import { type DeathOptions, dieOften, type Signal } from './kill/deaths.ts'
import { furnish, type JobLane, openJobLane } from './kill/job-lane.ts'
import { type KillWorld, openKillWorld } from './kill/kill-world.ts'
import { KILLED_BESIDE, KILLED_OPERATIONS } from './kill/killed-operations.ts'
import { leaveBehind, leftovers, NOTHING_LEFT } from './kill/leftovers.ts'
import { startLifecycle } from './kill/lifecycle.ts'
import { startMultipart } from './kill/multipart.ts'
import { type Listener, openListener, startReactions } from './kill/reactions.ts'
import type { SideLane } from './kill/side-lane.ts'
import { startUploads } from './kill/uploads.ts'
import { either, figure, tableRow } from './support/form.ts'
import { type Random, seededRandom, seededTest } from './support/random.ts'

const KEYS = Array.from({ length: either(40, 200) }, (_, index) => `k/${String(index).padStart(6, '0')}`)

describe('a death at any moment', () => {
  test('every operation that can be run is killed here', () => {
    const members = (JobOperation$ as unknown as readonly unknown[])[4] as readonly string[]
    const runnable = members.filter((name) => findOperation(name) !== undefined).toSorted()
    assert.deepEqual(Object.keys(KILLED_OPERATIONS).toSorted(), runnable)
  })

  seededTest('SIGKILL: no task is lost, none is done twice, and nothing is left lying about', (t, random) =>
    dieAndCheck(t, random, 'SIGKILL', either({ deaths: 10, each: 0 }, { deaths: 200, each: 200 })),
  )

  seededTest('SIGTERM: the same, and the server ends by itself in time', (t, random) =>
    dieAndCheck(t, random, 'SIGTERM', either({ deaths: 4, each: 0 }, { deaths: 40, each: 20 })),
  )
})

type Wanted = Pick<DeathOptions, 'deaths' | 'each'>

/** Jobs of every operation and all that goes on beside them, through so many deaths of each. */
async function dieAndCheck(t: TestContext, random: Random, signal: Signal, wanted: Wanted): Promise<void> {
  const listener = await openListener()
  t.after(() => listener.close())
  const world = await openKillWorld(['--sync', 'off', '--shutdown-timeout', '3s', ...listener.args])
  t.after(() => world.close())
  const lanes = await openLanes(world, random)
  const beside = await openBeside(world, random, listener)
  const deaths = await dieOften({ world, lanes, random, signal, ...wanted })
  figure(t, `${signal}: deaths`, deaths.total)
  figure(t, `${signal}: of them in the middle of a start`, deaths.inStart)
  if (signal === 'SIGTERM') figure(t, 'SIGTERM: longest time to the end, ms', Math.ceil(deaths.longestMs))
  await Promise.all(lanes.map((lane) => lane.finish()))
  for (const { name, counts } of lanes) {
    const { kills: deaths, jobs, tasks, violations } = counts
    tableRow(t, signal, { operation: name, deaths, jobs, tasks, violations: violations.length })
  }
  for (const lane of beside) lane.stop()
  for (const lane of beside) figure(t, `${signal}: ${lane.what}`, await lane.check())
  const jobs = world.query('jobs', (db) => db.prepare('SELECT count(*) FROM job').pluck().get())
  await world.server().end('SIGTERM')
  leaveBehind(world)
  await world.restart()
  assert.deepEqual(
    lanes.flatMap(({ counts }) => counts.violations),
    [],
  )
  assert.deepEqual(await leftovers(world), NOTHING_LEFT)
  // Each request that was sent again made no second job.
  assert.equal(
    lanes.reduce((sum, { counts }) => sum + counts.jobs, 0),
    jobs,
  )
  for (const { name, counts } of lanes) assert.ok(counts.kills >= wanted.each, `${name}: ${counts.kills} deaths`)
}

async function openLanes(world: KillWorld, random: Random): Promise<readonly JobLane[]> {
  await furnish(world)
  const lanes: JobLane[] = []
  for (const [name, killed] of Object.entries({ ...KILLED_OPERATIONS, ...KILLED_BESIDE })) {
    // Lanes draw in no fixed order: each from numbers of its own.
    lanes.push(await openJobLane({ world, name, killed, keys: KEYS, random: seededRandom(random.below(2 ** 31)) }))
  }
  return lanes
}

async function openBeside(world: KillWorld, random: Random, listener: Listener): Promise<readonly SideLane[]> {
  const own = (): Random => seededRandom(random.below(2 ** 31))
  return [
    await startUploads(world, own()),
    await startMultipart(world, own()),
    await startReactions(world, listener),
    await startLifecycle(world),
  ]
}
