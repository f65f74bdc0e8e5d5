import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { WorkerLost } from '../../../worker/executor/task-executor.ts'
import {
  intercept,
  openEngine,
  putManifest,
  REPORT,
  readReport,
  reportRows,
  type TestEngine,
} from '../../support/engine.ts'
import { makeBucket } from '../../support/local-store.ts'

const ROWS = 110_000

/** Calls `after` when so many slices have come back. */
function watchSlices(after: (count: number) => void) {
  let count = 0
  return intercept(async ({ name }, forward) => {
    const output = await forward()
    if (name === 'slice') after(++count)
    return output
  })
}

async function prepared(engine: TestEngine, rows = 'src,a\n'.repeat(ROWS)) {
  await makeBucket(engine.store, 'src')
  await makeBucket(engine.store, 'reports')
  await engine.store.store.buckets.setVersioning('reports', 'Enabled')
  await engine.store.put('src', 'a')
  return putManifest(engine.store, rows)
}

async function versionsOf(engine: TestEngine, prefix: string): Promise<number> {
  const query = { bucket: 'reports', prefix, delimiter: undefined, keyMarker: undefined, versionIdMarker: undefined }
  return (await engine.store.store.reads.listVersions({ ...query, limit: 1000 })).versions.length
}

describe('cancelling', () => {
  test('a running job stops between two chunks and reports the tasks that ran', async () => {
    let cancel = (): void => {}
    const engine = await openEngine({ around: watchSlices((count) => count === 1 && cancel()) })
    const { id } = engine.create({ manifest: await prepared(engine), report: REPORT })
    cancel = () => assert.equal(engine.request(id, 'Cancelled').status, 'Cancelling')
    const job = await engine.ends(id)
    assert.equal(engine.history(id), 'New Preparing Ready Active Cancelling Cancelled')
    assert.equal(job.progress.total, ROWS)
    assert.ok(job.progress.succeeded >= 25_000 && job.progress.succeeded < ROWS, String(job.progress.succeeded))
    assert.equal(reportRows(await readReport(engine.store, id)).length, job.progress.succeeded)
    assert.deepEqual(engine.errors, [])
    await engine.close()
  })
})

describe('the failure threshold', () => {
  test('a job fails once 1,000 tasks ran and more than half failed; its report has what ran', async () => {
    const engine = await openEngine()
    const { id } = engine.create({ manifest: await prepared(engine, 'src,none\n'.repeat(ROWS)), report: REPORT })
    const job = await engine.ends(id)
    assert.equal(engine.history(id), 'New Preparing Ready Active Failing Failed')
    assert.equal(job.failureReasons.length, 1)
    assert.equal(job.progress.succeeded, 0)
    // Tasks run beside each other, so it overshoots, as on AWS; but by little.
    assert.ok(job.progress.failed >= 1_000 && job.progress.failed <= 5_000, String(job.progress.failed))
    assert.equal(reportRows(await readReport(engine.store, id)).length, job.progress.failed)
    await engine.close()
  })

  test('half of the tasks failing is not too many, nor are all of 999', async () => {
    const engine = await openEngine()
    const half = await prepared(engine, 'src,a\nsrc,none\n'.repeat(5_000))
    const first = engine.create({ manifest: half })
    assert.deepEqual((await engine.ends(first.id)).status, 'Complete')
    const few = await putManifest(engine.store, 'src,none\n'.repeat(999))
    const second = engine.create({ manifest: few })
    assert.deepEqual((await engine.ends(second.id)).status, 'Complete')
    await engine.close()
  })
})

describe('restarts', () => {
  test('a job that was running goes on, and each task is done and reported once', async () => {
    let reached = (): void => {}
    const first = await openEngine({ around: watchSlices((count) => count === 2 && reached()) })
    const middle = new Promise<void>((resolve) => {
      reached = resolve
    })
    const rows = Array.from({ length: ROWS }, (_, index) => `src,${index % 7 === 0 ? 'none' : 'a'}\n`).join('')
    const { id } = first.create({ manifest: await prepared(first, rows), report: REPORT })
    await middle
    const second = await first.restart({})
    const job = await second.ends(id)
    assert.equal(job.status, 'Complete')
    assert.equal(job.progress.failed, Math.ceil(ROWS / 7))
    assert.equal(job.progress.succeeded, ROWS - Math.ceil(ROWS / 7))
    const report = await readReport(second.store, id)
    assert.equal(reportRows(report).length, ROWS)
    assert.equal(reportRows(report).filter((row) => row.includes(',failed,')).length, job.progress.failed)
    assert.equal(await versionsOf(second, 'out/'), 5)
    assert.deepEqual(second.errors, [])
    await second.close()
  })

  test('a report that a crash interrupted is not doubled', async () => {
    let lost = 0
    const engine = await openEngine({
      around: intercept(async ({ name }, forward) => {
        const output = await forward()
        if (name === 'report' && ++lost < 3) throw new WorkerLost('gone after the work')
        return output
      }),
    })
    const { id } = engine.create({ manifest: await prepared(engine, 'src,a\nsrc,none\n'), report: REPORT })
    assert.equal((await engine.ends(id)).status, 'Complete')
    assert.equal(lost, 3)
    assert.equal(await versionsOf(engine, 'out/'), 5)
    await engine.close()
  })

  test('what counts in the end are the receipts, however far the counters were when a process died', async () => {
    let fallBack = (): void => {}
    const engine = await openEngine({
      around: intercept(({ name }, forward) => {
        if (name === 'report') fallBack()
        return forward()
      }),
    })
    const { id } = engine.create({ manifest: await prepared(engine, 'src,a\nsrc,none\nsrc,a\n'), report: REPORT })
    fallBack = () => engine.jobs.update(id, ({ progress }) => ({ progress: { ...progress, succeeded: 1, failed: 0 } }))
    const { progress } = await engine.ends(id)
    assert.deepEqual([progress.total, progress.succeeded, progress.failed], [3, 2, 1])
    await engine.close()
  })

  test('a report whose moment was being noted when the process died is one of today', async () => {
    const engine = await openEngine({
      around: intercept(({ name, input }, forward) => {
        if (name === 'report') writeFileSync(join(input.folder, 'report-created'), '')
        return forward()
      }),
    })
    const { id } = engine.create({ manifest: await prepared(engine, 'src,a\n'), report: REPORT })
    assert.equal((await engine.ends(id)).status, 'Complete')
    const index = (await readReport(engine.store, id)).get('manifest.json') ?? ''
    assert.match(index, /"ReportCreationDate":"20[2-9]/)
    await engine.close()
  })

  test('jobs that wait are still there: suspended, new, in preparation', async () => {
    const hang = intercept(({ name }, forward) => {
      return name === 'prepare' && ++preparations === 2 ? new Promise(() => {}) : forward()
    })
    let preparations = 0
    const first = await openEngine({ around: hang })
    const manifest = await prepared(first, 'src,a\n')
    const suspended = first.create({ manifest, confirmationRequired: true })
    await first.reaches(suspended.id, 'Suspended')
    const preparing = first.create({ manifest, priority: 1 })
    await first.reaches(preparing.id, 'Preparing')
    const second = await first.restart({})
    assert.equal((await second.ends(preparing.id)).status, 'Complete')
    second.request(suspended.id, 'Ready')
    assert.equal((await second.ends(suspended.id)).status, 'Complete')
    await second.close()
  })
})

describe('lost threads and bugs', () => {
  test('a slice whose thread went away goes on from its receipt', async () => {
    let lost = 0
    const engine = await openEngine({
      around: intercept(async ({ name }, forward) => {
        const output = await forward()
        if (name === 'slice' && ++lost <= 2) throw new WorkerLost('gone after the work')
        return output
      }),
    })
    const { id } = engine.create({ manifest: await prepared(engine), report: REPORT })
    const job = await engine.ends(id)
    assert.deepEqual([job.status, job.progress.succeeded], ['Complete', ROWS])
    assert.equal(reportRows(await readReport(engine.store, id)).length, ROWS)
    await engine.close()
  })

  test('a bug in a slice fails the job, with a report of what ran, and is logged; the next job runs', async () => {
    let slices = 0
    const engine = await openEngine({
      around: intercept(async ({ name }, forward) => {
        if (name === 'slice' && ++slices === 3) throw new Error('a bug')
        return forward()
      }),
    })
    const manifest = await prepared(engine)
    const { id } = engine.create({ manifest, report: REPORT })
    const job = await engine.ends(id)
    assert.equal(job.status, 'Failed')
    assert.deepEqual(
      job.failureReasons.map(({ code }) => code),
      ['InternalError'],
    )
    assert.equal(engine.errors.length, 1)
    assert.equal(reportRows(await readReport(engine.store, id)).length, job.progress.succeeded)
    const next = engine.create({ manifest })
    assert.equal((await engine.ends(next.id)).status, 'Complete')
    await engine.close()
  })

  test('a thread that goes away every time fails the job in the end', async () => {
    const engine = await openEngine({
      around: intercept(({ name }, forward) => (name === 'slice' ? Promise.reject(new WorkerLost('gone')) : forward())),
    })
    const { id } = engine.create({ manifest: await prepared(engine, 'src,a\n'), report: REPORT })
    const job = await engine.ends(id)
    assert.deepEqual([job.status, job.progress.succeeded], ['Failed', 0])
    assert.equal((await readReport(engine.store, id)).size, 0)
    await engine.close()
  })
})
