import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readSlice } from '../../../worker/manifest/read-slice.ts'
import { checkSlice, withChecksum } from '../../../worker/manifest/slice-checksum.ts'
import { workFolder } from './work-folder.ts'

const folder = workFolder()
const SLICES = 200
const MOST_BYTES = 1_000_000

test('what it takes to check and read a slice is used again for the next one', () => {
  const file = join(folder, 'tasks.csv')
  writeFileSync(file, 'bucket,key\n')
  const slice = withChecksum({ number: 0, file, from: 0, to: 11, rows: 1 })
  const before = process.memoryUsage().arrayBuffers
  for (let times = 0; times < SLICES; times++) {
    checkSlice(slice)
    assert.equal([...readSlice(slice, ['Bucket', 'Key'])].length, 1)
  }
  const more = process.memoryUsage().arrayBuffers - before
  assert.ok(more < MOST_BYTES, `${more} bytes outside the heap wait for the collector`)
})
