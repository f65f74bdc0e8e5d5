import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { S3Error } from '../../../db/model/s3-error.ts'
import { createStopFlag } from '../../../worker/executor/stop-flag.ts'
import { briefOf, type ManifestEntry, type TaskOutcome } from '../../../worker/operations/batch-operation.ts'
import { applyEntries } from '../../../worker/thread/slice/apply-entries.ts'
import { createGate } from '../../../worker/thread/slice/gate.ts'
import type { SliceInput } from '../../../worker/thread/slice/slice-work.ts'
import { jobDraft } from '../../support/engine.ts'
import { openTestStore, type TestStore } from '../../support/local-store.ts'

let store: TestStore
before(async () => {
  store = await openTestStore()
})
after(() => store.close())

let jobs = 0

function sliceOf(text: string, done = { rows: 0, succeeded: 0, failed: 0 }): SliceInput {
  const file = join(store.folder, `${++jobs}.csv`)
  writeFileSync(file, text)
  const { tags: _, ...draft } = jobDraft()
  const job = { ...draft, id: `job-${jobs}`, createdMs: 0 } as Parameters<typeof briefOf>[0]
  const rows = text.split('\n').length - 1
  const slice = { number: 0, file, from: 0, to: text.length, rows }
  return {
    job: briefOf(job),
    slice,
    fields: text.startsWith('v,') ? ['Bucket', 'Key', 'VersionId'] : ['Bucket', 'Key'],
    done,
  }
}

function run(
  input: SliceInput,
  apply: (entry: ManifestEntry) => Promise<TaskOutcome>,
  options: { concurrency?: number; stop?: ReturnType<typeof createStopFlag> } = {},
) {
  return applyEntries(
    input,
    { kind: 'entries', concurrency: options.concurrency ?? 8, apply },
    {
      store: store.store,
      clock: store.clock,
      settings: { restoreDurationMs: 0, lambda: { concurrency: 1, redrives: 0 } },
      functions: { invoke: async () => assert.fail() },
      stop: options.stop ?? createStopFlag(),
      progress: () => {},
    },
  )
}

const results = ({ job }: SliceInput) => [...(store.store.receipts.results(job.id, 0) as Iterable<any>)]

describe('working off entries one by one', () => {
  test('outcomes go on record in the order of rows, whatever order they come in', async () => {
    const input = sliceOf(Array.from({ length: 100 }, (_, row) => `b,k%20${row}\n`).join(''))
    const output = await run(input, async ({ key, rawKey }) => {
      await pause(Math.random() * 4)
      assert.equal(rawKey, key.replace(' ', '%20'))
      return { succeeded: true, httpStatus: 200, errorCode: '', message: key }
    })
    assert.deepEqual(output, { finished: true, succeeded: 100, failed: 0 })
    assert.deepEqual(
      results(input).map(({ row, message }) => [row, message]),
      Array.from({ length: 100 }, (_, row) => [row, `k ${row}`]),
    )
  })

  test('so many run side by side and no more, over the borders of chunks', async () => {
    let running = 0
    let most = 0
    await run(
      sliceOf('b,k\n'.repeat(200)),
      async () => {
        running += 1
        most = Math.max(most, running)
        await pause(1)
        running -= 1
        return undefined
      },
      { concurrency: 50 },
    )
    assert.equal(most, 50)
  })

  test('S3’s refusals are failed tasks, and a plain success keeps no result', async () => {
    const input = sliceOf('b,good\nb,bad\n')
    const output = await run(input, async ({ key }) => {
      if (key === 'bad') throw new S3Error('NoSuchKey')
      return undefined
    })
    assert.deepEqual([output.succeeded, output.failed], [1, 1])
    assert.deepEqual(results(input), [
      {
        row: 1,
        succeeded: false,
        httpStatus: 404,
        errorCode: 'NoSuchKey',
        message: 'The specified key does not exist.',
        fromS3: true,
      },
    ])
  })

  test('an empty version id never reaches the operation', async () => {
    const input = sliceOf('v,k,\n')
    await run(input, () => assert.fail())
    assert.equal(results(input)[0].message, 'Task failed due to missing VersionId')
  })

  test('a bug ends the slice with its error', async () => {
    await assert.rejects(
      run(sliceOf('b,k\n'.repeat(100)), async () => {
        throw new TypeError('a bug')
      }),
      TypeError,
    )
  })

  test('a stopped slice records what it has begun and goes on there', async () => {
    const input = sliceOf('b,k\n'.repeat(500))
    const stop = createStopFlag()
    let calls = 0
    const apply = async (): Promise<TaskOutcome> => {
      if (++calls === 100) stop.request()
      await pause(1)
      return undefined
    }
    const output = await run(input, apply, { stop })
    assert.equal(output.finished, false)
    assert.equal(output.succeeded, calls)
    const [receipt] = await store.store.receipts.receipts(input.job.id)
    const again = await run({ ...input, done: receipt ?? assert.fail() }, apply)
    assert.deepEqual(again, { finished: true, succeeded: 500, failed: 0 })
    assert.equal(calls, 500)
  })
})

describe('a gate', () => {
  test('lets in first those who came first', async () => {
    const gate = createGate(1)
    const order: number[] = []
    await Promise.all([1, 2, 3].map((number) => gate.pass(async () => void order.push(number))))
    assert.deepEqual(order, [1, 2, 3])
  })
})
