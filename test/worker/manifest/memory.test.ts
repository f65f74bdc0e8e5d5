import assert from 'node:assert/strict'
import { once } from 'node:events'
import { closeSync, createWriteStream, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { createGzip } from 'node:zlib'
import { workFolder } from './work-folder.ts'

const folder = workFolder()
const rows = 400_000

/** Runs a whole manifest, from preparing to the report, in a thread whose heap is far smaller than the manifest. */
async function runInSmallHeap(path: string, gzip: boolean): Promise<unknown> {
  const worker = new Worker(new URL('whole-way-thread.ts', import.meta.url), {
    workerData: { path, gzip, folder },
    resourceLimits: { maxOldGenerationSizeMb: 40, maxYoungGenerationSizeMb: 8 },
  })
  const [message]: unknown[] = await once(worker, 'message')
  await worker.terminate()
  return message
}

function row(number: number): string {
  return `bucket,${'long/'.repeat(40)}${String((number * 7919) % rows).padStart(9, '0')}%3D\n`
}

test('a shuffled manifest of 90 MB passes through a heap of 40 MB', async () => {
  const path = join(folder, 'large.csv')
  const file = openSync(path, 'w')
  for (let number = 0; number < rows; number += 1000) {
    writeSync(file, Array.from({ length: 1000 }, (_, index) => row(number + index)).join(''))
  }
  closeSync(file)
  assert.ok(statSync(path).size > 80e6)
  assert.deepEqual(await runInSmallHeap(path, false), { tasks: rows, read: rows, reported: rows })
})

test('a gzip file that unpacks to a hundred times its size passes through a heap of 40 MB', async () => {
  const path = join(folder, 'bomb.csv.gz')
  const text = 'bucket,'.concat('k'.repeat(1000), '\n').repeat(1000)
  await pipeline(
    Array.from({ length: 200 }, () => text),
    createGzip(),
    createWriteStream(path),
  )
  assert.ok(statSync(path).size < 2e6)
  assert.deepEqual(await runInSmallHeap(path, true), { tasks: 200_000, read: 200_000, reported: 200_000 })
})
