import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createStopFlag } from '../../worker/executor/stop-flag.ts'
import { WorkerLost } from '../../worker/executor/task-executor.ts'
import { JobFailed } from '../../worker/job-failed.ts'
import { briefOf, type JobBrief } from '../../worker/operations/batch-operation.ts'
import { openEngine, putManifest, REPORT, readReport, reportRows, type TestEngine } from '../support/engine.ts'
import { makeBucket } from '../support/local-store.ts'

/** What every TaskExecutor must do, whoever runs the work. */
for (const [kind, threads] of [
  ['inline', false],
  ['piscina', true],
] as const) {
  describe(`the ${kind} executor`, () => {
    let engine: TestEngine
    let brief: JobBrief
    before(async () => {
      engine = await openEngine({ threads })
      await makeBucket(engine.store, 'src')
      await makeBucket(engine.store, 'reports')
      await engine.store.put('src', 'a')
      const { id } = engine.create({ manifest: await putManifest(engine.store, 'src,a\n') })
      brief = briefOf(await engine.ends(id))
    })
    after(() => engine.close())

    test('runs a whole job with a report', async () => {
      // So few fail that they are never too many, even when the thread that has them is ahead of all others.
      const rows = `${'src,a\n'.repeat(119)}src,none\n`.repeat(500)
      const { id } = engine.create({ manifest: await putManifest(engine.store, rows), report: REPORT })
      const job = await engine.ends(id)
      assert.deepEqual([job.status, job.progress.succeeded, job.progress.failed], ['Complete', 59_500, 500])
      assert.equal(reportRows(await readReport(engine.store, id)).length, 60_000)
      assert.deepEqual(engine.errors, [])
    })

    test('brings back the reason for which work fails a job', async () => {
      const manifest = { ...(brief.manifest ?? assert.fail()), etag: 'other' }
      const folder = join(engine.store.folder, 'jobs', 'x')
      const running = engine.executor.run(
        'prepare',
        { job: { ...brief, manifest }, folder },
        { stop: createStopFlag() },
      )
      await assert.rejects(running, (error) => {
        assert.ok(error instanceof JobFailed)
        assert.deepEqual([error.code, error.reason], ['ManifestNotFound', 'Etag mismatch reading manifest'])
        return true
      })
    })

    test('lets a bug through as an error that is neither a failed job nor a lost worker', async () => {
      const folder = join(engine.store.folder, 'jobs', 'x')
      const job = { ...brief, operation: { name: 'Unheard', parameters: {} } }
      await assert.rejects(
        engine.executor.run('prepare', { job, folder }, { stop: createStopFlag() }),
        (error) => error instanceof Error && !(error instanceof JobFailed) && !(error instanceof WorkerLost),
      )
    })

    test('tells of progress, and stops a slice between two chunks when asked', async () => {
      const folder = join(engine.store.folder, 'jobs', 'y')
      mkdirSync(folder, { recursive: true })
      const row = 'src,a\n'
      const rows = 2_000_000
      writeFileSync(join(folder, 'manifest.csv'), row.repeat(rows))
      const slice = { number: 0, file: join(folder, 'manifest.csv'), from: 0, to: row.length * rows, rows }
      const stop = createStopFlag()
      let told = 0
      const output = await engine.executor.run(
        'slice',
        {
          job: { ...brief, id: 'y' },
          slice,
          fields: ['Bucket', 'Key'],
          done: { rows: 0, succeeded: 0, failed: 0 },
        },
        {
          stop,
          onProgress({ succeeded }) {
            told = succeeded
            stop.request()
          },
        },
      )
      assert.equal(output.finished, false)
      assert.ok(told > 0 && output.succeeded >= told && output.succeeded < rows)
      const [receipt] = await engine.store.store.receipts.receipts('y')
      assert.deepEqual([receipt?.rows, receipt?.succeeded], [output.succeeded, output.succeeded])
      assert.equal(receipt?.nextByte, output.succeeded * row.length)
    })

    test('work that runs when it is closed is lost', async () => {
      const other = await openEngine({ threads })
      const folder = join(other.store.folder, 'jobs', 'z')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'manifest.csv'), 'src,a\n'.repeat(2_000_000))
      const slice = { number: 0, file: join(folder, 'manifest.csv'), from: 0, to: 12_000_000, rows: 2_000_000 }
      const done = { rows: 0, succeeded: 0, failed: 0 }
      const input = { job: { ...brief, id: 'z' }, slice, fields: ['Bucket', 'Key'], done } as const
      const stop = createStopFlag()
      const onProgress = (): void => {
        other.executor.close()
        stop.request()
      }
      await assert.rejects(
        other.executor.run('slice', input, { stop, onProgress }),
        (error) => error instanceof WorkerLost,
      )
      await other.close()
    })

    test('once closed it refuses work as lost', async () => {
      const other = await openEngine({ threads })
      await other.executor.close()
      await assert.rejects(
        other.executor.run('prepare', { job: brief, folder: 'x' }, { stop: createStopFlag() }),
        (error) => error instanceof WorkerLost,
      )
      await other.close()
    })
  })
}
