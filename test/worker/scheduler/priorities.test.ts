import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { JobHead, JobStatus } from '../../../db/model/job.ts'
import type { ActiveRun } from '../../../worker/scheduler/active-run.ts'
import { decideAdmission } from '../../../worker/scheduler/admission.ts'
import { nextRun } from '../../../worker/scheduler/slice-queue.ts'
import { intercept, openEngine, putManifest } from '../../support/engine.ts'
import { makeBucket, openTestStore } from '../../support/local-store.ts'

function head(id: string, status: JobStatus, priority: number, region = 'us-east-1'): JobHead {
  return { id, status, priority, region, account: '123456789012' }
}

function admitted(heads: readonly JobHead[], slots: number | undefined) {
  const { start, pause } = decideAdmission(heads, slots)
  return { start: start.map(({ id }) => id), pause: pause.map(({ id }) => id) }
}

describe('admission', () => {
  test('without slots every waiting job starts', () => {
    assert.deepEqual(admitted([head('a', 'Ready', 1), head('b', 'Paused', 2), head('c', 'Active', 0)], undefined), {
      start: ['a', 'b'],
      pause: [],
    })
  })

  test('the highest priorities get the slots', () => {
    assert.deepEqual(admitted([head('a', 'Ready', 9), head('b', 'Ready', 5), head('c', 'Ready', 1)], 2), {
      start: ['a', 'b'],
      pause: [],
    })
  })

  test('a higher priority makes a lower one pause, and starts when it has', () => {
    assert.deepEqual(admitted([head('new', 'Ready', 9), head('old', 'Active', 5)], 1), { start: [], pause: ['old'] })
    assert.deepEqual(admitted([head('new', 'Ready', 9), head('old', 'Pausing', 5)], 1), { start: [], pause: [] })
    assert.deepEqual(admitted([head('new', 'Ready', 9), head('old', 'Paused', 5)], 1), { start: ['new'], pause: [] })
  })

  test('an equal priority does not', () => {
    assert.deepEqual(admitted([head('old', 'Ready', 5), head('running', 'Active', 5)], 1), { start: [], pause: [] })
  })

  test('slots are counted in each account and region', () => {
    assert.deepEqual(admitted([head('a', 'Active', 1), head('b', 'Ready', 1, 'eu-west-1')], 1), {
      start: ['b'],
      pause: [],
    })
  })
})

describe('the share of threads', () => {
  function run(
    priority: number,
    turns: number,
    running: number,
    pending = 1,
    outside = false,
    servedAt = 0,
  ): ActiveRun {
    const slices = new Map(Array.from({ length: running }, (_, number) => [number, { succeeded: 0, failed: 0 }]))
    return {
      priority,
      turns,
      servedAt,
      running: slices,
      pending: Array(pending),
      operation: { outside },
      stop: {},
    } as any
  }

  test('jobs take turns, the higher priority first', () => {
    const [low, high] = [run(1, 0, 0), run(9, 0, 0)]
    assert.equal(nextRun([low, high], 2, 0), high)
    high.turns = 1
    assert.equal(nextRun([low, high], 2, 0), low)
  })

  test('every fourth slice goes to the job that has waited longest, whatever comes', () => {
    const low = run(1, 5, 0, 1, false, 3)
    const newcomers = [run(9, 5, 0, 1, false, 40), run(9, 5, 0, 1, false, 41)]
    const served = [40, 41, 42, 43].map((given) => nextRun([low, ...newcomers], 2, given))
    assert.deepEqual(
      served.map((job) => job === low),
      [false, false, false, true],
    )
  })

  test('local slices are no more than threads; those that wait outside may be more', () => {
    const busy = run(1, 5, 2)
    assert.equal(nextRun([busy], 2, 0), undefined)
    const outside = run(1, 9, 2, 1, true)
    assert.equal(nextRun([busy, outside], 2, 0), outside)
    assert.equal(nextRun([run(1, 0, 8, 1, true)], 2, 0), undefined)
  })
})

describe('pausing', () => {
  test('a job of higher priority pauses a running one, which goes on afterwards', async () => {
    let slices = 0
    let urgent = (): void => {}
    const engine = await openEngine({
      slots: 1,
      around: intercept(({ name }, forward) => {
        if (name === 'slice' && ++slices === 2) urgent()
        return forward()
      }),
    })
    await makeBucket(engine.store, 'src')
    await engine.store.put('src', 'a')
    const large = await putManifest(engine.store, 'src,a\n'.repeat(200_000))
    const low = engine.create({ manifest: large, priority: 1 })
    const ids: string[] = []
    urgent = () => ids.push(engine.create({ manifest: large, priority: 2, confirmationRequired: false }).id)
    const job = await engine.ends(low.id)
    assert.deepEqual([job.status, job.progress.succeeded], ['Complete', 200_000])
    assert.equal(engine.history(low.id), 'New Preparing Ready Active Pausing Paused Active Completing Complete')
    assert.equal(engine.jobs.find(ids[0] ?? '')?.status, 'Complete')
    const order = engine.statuses.filter((entry) => entry.endsWith(':Complete'))
    assert.deepEqual(order, [`${ids[0]}:Complete`, `${low.id}:Complete`])
    assert.deepEqual(engine.errors, [])
    await engine.close()
  })

  test('a job that is just coming back is paused before it runs a task', async () => {
    let slices = 0
    const seen: string[] = []
    const test = await openTestStore()
    const { store } = test
    // A store that takes its time: between Paused and the first slice lies a turn of the event loop.
    const slow = {
      ...store,
      receipts: { ...store.receipts, receipts: (id: string) => nextTurn().then(() => store.receipts.receipts(id)) },
    }
    const around = intercept(({ name, input }, forward) => {
      if (name === 'slice') seen.push(input.job.id)
      if (name === 'slice' && ++slices === 2) engine.request(second.id, 'Ready')
      return forward()
    })
    const engine = await openEngine({ slots: 1, around }, { ...test, store: slow })
    await makeBucket(engine.store, 'src')
    await engine.store.put('src', 'a')
    const manifest = await putManifest(engine.store, 'src,a\n'.repeat(100_000))
    const suspended = (priority: number) => engine.create({ manifest, priority, confirmationRequired: true })
    const [second, third] = [suspended(2), suspended(3)]
    await Promise.all([second, third].map(({ id }) => engine.reaches(id, 'Suspended')))
    const first = engine.create({ manifest, priority: 1 })
    await engine.reaches(first.id, 'Paused')
    await engine.reaches(first.id, 'Active')
    const ran = seen.filter((id) => id === first.id).length
    engine.request(third.id, 'Ready')
    await engine.reaches(first.id, 'Paused')
    await engine.ends(third.id)
    assert.equal(seen.filter((id) => id === first.id).length, ran)
    assert.equal((await engine.ends(first.id)).progress.succeeded, 100_000)
    assert.deepEqual(engine.errors, [])
    await engine.close()
  })
})
