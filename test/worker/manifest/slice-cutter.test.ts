import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SliceCutter, type SliceRows } from '../../../worker/manifest/slice-cutter.ts'

function cut(sliceRows: SliceRows, rows: number): readonly number[] {
  const cutter = new SliceCutter(sliceRows)
  cutter.beginFile('tasks.csv')
  for (let row = 0; row < rows; row += 7) cutter.addRows(Math.min(7, rows - row), (index) => row + index + 1)
  cutter.endFile()
  assert.equal(cutter.tasks, rows)
  return cutter.slices.map((slice) => slice.rows)
}

test('slices of a number have that many rows, and the last one has the rest', () => {
  assert.deepEqual(cut(10, 25), [10, 10, 5])
})

test('growing slices begin small, so that threads share a short job, and never pass their bound', () => {
  const sizes = cut({ least: 2, most: 20 }, 1_000)
  assert.deepEqual(sizes.slice(0, 17), [...Array(16).fill(2), 2])
  assert.equal(Math.max(...sizes), 20)
  assert.deepEqual(
    sizes.slice(0, -1),
    sizes.slice(0, -1).toSorted((left, right) => left - right),
  )
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    1_000,
  )
})
