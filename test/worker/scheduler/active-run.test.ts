import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JobPlan } from '../../../db/model/job.ts'
import type { Receipt } from '../../../db/objects/receipt-store.ts'
import { remaining } from '../../../worker/scheduler/active-run.ts'

function planOf(...rows: readonly number[]): JobPlan {
  const slices = rows.map((count, number) => ({ number, file: 'tasks.csv', from: number, to: number + 1, rows: count }))
  return { tasks: rows.reduce((sum, count) => sum + count, 0), fields: ['Bucket', 'Key'], slices }
}

function receipt(slice: number, succeeded: number, failed: number): Receipt {
  return { job: 'job', slice, succeeded, failed, rows: succeeded + failed, nextByte: slice }
}

/** The numbers of the slices in the order in which threads get them. */
function order(plan: JobPlan, receipts: readonly Receipt[] = []): readonly number[] {
  return remaining(plan, receipts)
    .pending.map(({ slice }) => slice.number)
    .toReversed()
}

describe('the slices of a job', () => {
  test('of one size go in the order of the manifest, a smaller last one last', () => {
    assert.deepEqual(order(planOf(100, 100, 100, 7)), [0, 1, 2, 3])
  })

  test('that grow go from the largest to the smallest, so that threads end together', () => {
    assert.deepEqual(order(planOf(2, 2, 3, 4, 5, 1)), [4, 3, 2, 0, 1, 5])
  })

  test('go after a restart by what is left of them, without those that are done', () => {
    assert.deepEqual(order(planOf(10, 10, 10, 10), [receipt(0, 10, 0), receipt(1, 5, 4), receipt(3, 1, 0)]), [2, 3, 1])
  })

  test('count with what their receipts say', () => {
    const { counts } = remaining(planOf(10, 10), [receipt(0, 8, 2), receipt(1, 1, 3)])
    assert.deepEqual(counts, { succeeded: 9, failed: 5, rows: 14 })
  })
})
